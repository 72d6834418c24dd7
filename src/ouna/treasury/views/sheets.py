"""Tables as files, CSV and XLSX, whose cells no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse

from ouna.ui.cells import safe

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Sequence[object]


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_rows(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as lines of a CSV, with the mark by which spreadsheets know UTF-8."""
    writer = csv.writer(_Echo(), quoting=csv.QUOTE_MINIMAL)
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def csv_file(name: str, rows: Iterable[Row]) -> StreamingHttpResponse:
    """A CSV to keep; `name` is made of our own letters."""
    response = StreamingHttpResponse(csv_rows(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def xlsx_bytes(rows: Iterable[Row], title: str) -> bytes:
    """The rows as a workbook: text is text, a Decimal a number, a day a day; nothing is a formula or link."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "in_memory": True, "default_date_format": "yyyy-mm-dd"}
    )
    sheet = book.add_worksheet(title[:31])
    bold, days = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                sheet.write_datetime(y, x, value, days)
            elif isinstance(value, (int, Decimal)) and not isinstance(value, bool) and abs(value) < 10**15:
                sheet.write_number(y, x, float(value))
            else:
                sheet.write_string(y, x, safe(value), bold if y == 0 else None)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def xlsx_file(name: str, rows: Iterable[Row], title: str) -> HttpResponse:
    """A workbook to keep."""
    response = HttpResponse(xlsx_bytes(rows, title), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
