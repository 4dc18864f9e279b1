"""What is asked about papers. Whether one may see a paper is the question of whoever issued it."""

from liushui.base.files import open_file
from liushui.documents.models import Document


def document_for_key(key: str) -> Document | None:
    """The paper under this key, if it was issued."""
    return Document.objects.select_related("file").filter(key=key).first()


def pdf_of(document: Document) -> bytes:
    """The bytes as they were issued. Raises ``FileDamaged`` if the stored copy is not whole."""
    return open_file(document.file)
