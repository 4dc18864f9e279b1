"""What is asked about papers. Whether one may see a paper is the question of whoever issued it."""

from liushui.base.files import open_file
from liushui.documents.models import Document
from liushui.documents.sealing import SealFacts, certificate_pem, seal_facts

__all__ = [
    "SealFacts",
    "certificate_pem",
    "document_for_key",
    "key_of_paper",
    "pdf_of",
    "seal_facts",
]


def document_for_key(key: str) -> Document | None:
    """The paper under this key, if it was issued."""
    return Document.objects.select_related("file").filter(key=key).first()


def pdf_of(document: Document) -> bytes:
    """The bytes as they were issued. Raises ``FileDamaged`` if the stored copy is not whole."""
    return open_file(document.file)


def key_of_paper(number: str) -> str:
    """The key under which the paper with this number was issued, "" if there is none."""
    return Document.objects.filter(number=number).values_list("key", flat=True).first() or ""
