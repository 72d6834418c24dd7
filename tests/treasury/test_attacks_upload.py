"""Files too large for the desk: refused without being read as a whole."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ouna.treasury.views import importing

pytestmark = pytest.mark.django_db


def test_no_more_is_read_than_the_limit_and_one_byte(people, settings, monkeypatch):
    settings.UPLOAD_LIMIT = 1_000
    read: list[int] = []
    stage = importing.stage_file
    monkeypatch.setattr(importing, "stage_file", lambda **kw: read.append(len(kw["raw"])) or stage(**kw))
    file = SimpleUploadedFile("a.xml", b"<" * 50_000)
    answer = people["german"].post(reverse("treasury:upload"), {"files": file}, follow=True)
    assert read == [1_001] and answer.status_code == 200
    assert not people["german"].session.get("treasury_files")
