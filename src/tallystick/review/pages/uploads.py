"""Files as they come with a form: in memory alone, and no more of them than a form may bring."""

from __future__ import annotations

from functools import wraps
from io import BytesIO
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponseBase

from tallystick.review.exchange.documents import (
    MOST_BYTES,
    MOST_DOCUMENTS,
    MOST_FORM_BYTES,
    DocumentError,
    LostDocumentError,
    Upload,
    looked_at,
)
from tallystick.review.pages.allowed import View
from tallystick.review.pages.forms import LONG, DecisionForm, text_field
from tallystick.review.pages.refused import unusable
from tallystick.review.words import tell

FIELD = "documents"


class DocumentUpload(FileUploadHandler):
    """Hold the files of a request in memory until it has brought as much as a form may.

    What comes after is counted and thrown away, so that the form can say what was wrong.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._left = MOST_FORM_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part of it; it is nobody else's."""
        kept = raw_data[: min(self._left, max(MOST_BYTES - start, 0))]
        self._left -= len(kept)
        self._held.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file with the size that was sent, and its whole name."""
        name, self._held = self.file_name or "", BytesIO(self._held.getvalue())
        made = InMemoryUploadedFile(
            self._held, self.field_name, name[:100], self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
        made.whole_name = name  # type: ignore[attr-defined]
        return made


class DocumentsForm(DecisionForm):
    """A form that brings documents; `uploads` are those that can be taken."""

    need_document = False
    documents = forms.Field(required=False)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data)
        self._files = files.getlist(FIELD) if files is not None else []
        self.uploads: list[Upload] = []

    def clean(self) -> None:
        """Look at each document, and refuse the form with the first that cannot be taken."""
        if len(self._files) > MOST_DOCUMENTS:
            self.refuse(FIELD, "document_many")
            return
        if self.need_document and not self._files:
            self.refuse(FIELD, "document_none")
        try:
            self.uploads = [_looked_at(each) for each in self._files]
        except DocumentError as error:
            self.refuse(FIELD, str(error))


class HandInForm(DocumentsForm):
    """Documents alone, at least one."""

    need_document = True


class WordsForm(DocumentsForm):
    """Words, and documents if there are any."""

    text = text_field(LONG)


def stores(view: View) -> View:
    """Say in words why documents could not be put on the disk; then nothing was entered."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except LostDocumentError:
            return unusable(request, tell("refused.document_taken"), status=500)
        except OSError as error:
            why = error.strerror or type(error).__name__
            return unusable(request, tell("refused.document_store", why=why), status=500)

    return cast(View, answer)


def _looked_at(file: Any) -> Upload:
    content = file.read()
    if file.size <= MOST_BYTES and len(content) < file.size:
        raise DocumentError("documents_large")
    return looked_at(file.whole_name, content, file.size)
