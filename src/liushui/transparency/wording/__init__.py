"""What an entry says in clear, in words. Nothing here reads more than the leaf itself."""

from liushui.transparency.wording.members import Member, members
from liushui.transparency.wording.sentences import told
from liushui.transparency.wording.words import kind_word, project_word

__all__ = ["Member", "kind_word", "members", "project_word", "told"]
