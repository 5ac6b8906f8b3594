"""Converts a record page to PDF.

Qt's rich text knows neither `rem` nor the width of a table from a style sheet, and prints with
margins of its own; so the page gets a sheet and widths here, and its pages are painted one by one.
"""

from __future__ import annotations

import re

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QLocale,
    QMarginsF,
    QPointF,
    QRectF,
    QSizeF,
    Qt,
    QUrl,
)
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontMetricsF,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextTable,
)

from wizard.domain.text import tr
from wizard.ui.pdf_language import with_language

Paper = QPageSize.PageSizeId

_MARGIN_MM = 16.0
_DOTS_PER_INCH = 600
_TEXT_PT, _FOOT_PT = 9.0, 7.5
_ABOVE_TABLE = 5.0
_STYLE_OF_SCREEN = re.compile(r"<style>.*?</style>", re.DOTALL)
_STYLE = """
body { color: #1b1f24; }
h1 { font-size: 16pt; margin: 0 0 6px 0; }
h2 { font-size: 11.5pt; margin: 16px 0 4px 0; }
p { margin: 0 0 10px 0; }
th { text-align: left; }
th, td { padding: 3px 10px 3px 0; vertical-align: top; border-bottom: 1px solid #c9ced6; }
"""
_LANGUAGE = re.compile(r'<!DOCTYPE html>\n<html lang="([A-Za-z-]+)">')
# Per cent of the page, by the number of columns: pairs, checks, rights.
_SHARES = {2: (28, 72), 3: (20, 12, 68), 5: (36, 16, 16, 16, 16)}


def paper_of(locale: QLocale) -> Paper:
    """Return the paper that offices use where ``locale`` is at home: Letter or A4."""
    imperial = locale.measurementSystem() is QLocale.MeasurementSystem.ImperialUSSystem
    return Paper.Letter if imperial else Paper.A4


def pdf_of(html: str, title: str, paper: Paper | None = None) -> bytes:
    """Return the page ``html`` as PDF, by default on the reader's paper; nothing is loaded for it.

    Call it on the GUI thread: it takes some 30 ms.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageSize(QPageSize(paper_of(QLocale()) if paper is None else paper))
    margins = QMarginsF(_MARGIN_MM, _MARGIN_MM, _MARGIN_MM, _MARGIN_MM)
    writer.setPageMargins(margins, QPageLayout.Unit.Millimeter)
    writer.setTitle(title)
    writer.setCreator("h2r-link")
    _paint(_document(html, writer), writer, title)
    buffer.close()
    spoken = _LANGUAGE.match(html)
    return with_language(bytes(buffer.data().data()), spoken[1] if spoken else "en")


class _Sealed(QTextDocument):
    """A document that loads nothing, whatever its text asks for."""

    def loadResource(self, kind: int, _name: QUrl | str) -> object:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return QByteArray()
        # In place of an empty picture Qt would read the file itself.
        nothing = QImage(1, 1, QImage.Format.Format_ARGB32)
        nothing.fill(Qt.GlobalColor.transparent)
        return nothing


def _document(html: str, writer: QPdfWriter) -> QTextDocument:
    document = _Sealed()
    document.documentLayout().setPaintDevice(writer)
    document.setUseDesignMetrics(True)
    document.setDefaultFont(_font(_TEXT_PT))
    document.setDocumentMargin(0)
    document.setDefaultStyleSheet(_STYLE)
    document.setHtml(_STYLE_OF_SCREEN.sub("", html))
    tables = [
        frame for frame in document.rootFrame().childFrames() if isinstance(frame, QTextTable)
    ]
    for table in tables:
        _widen(table)
    foot = 2 * QFontMetricsF(_font(_FOOT_PT), writer).height()
    document.setPageSize(QSizeF(writer.width(), writer.height() - foot))
    for table in tables:
        _keep_heading(table, document)
        for row in range(1, table.rows()):
            _keep_row(table, row, document)
    return document


def _widen(table: QTextTable) -> None:
    """Give a table the width of the page."""
    layout = table.format().toTableFormat()
    layout.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    layout.setMargin(0)
    layout.setTopMargin(_ABOVE_TABLE)
    layout.setCellSpacing(0)
    layout.setBorder(0)
    shares = _SHARES.get(table.columns(), ())
    layout.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in shares]
    )
    table.setFormat(layout)


def _keep_heading(table: QTextTable, document: QTextDocument) -> None:
    """Move a heading to the next page if the first rows of its table end there."""
    above = table.firstCursorPosition()
    above.movePosition(QTextCursor.MoveOperation.PreviousBlock)
    if _page(above, document) < _last_page(table, min(1, table.rows() - 1), document):
        heading = above.blockFormat()
        heading.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
        above.setBlockFormat(heading)


def _keep_row(table: QTextTable, row: int, document: QTextDocument) -> None:
    """Move a row to the next page if it would end there.

    Torn, its last line on the first page would stand in the text of the second one as well: Qt
    paints it again, outside the page.
    """
    columns = range(table.columns())
    starts = [table.cellAt(row, column).firstCursorPosition() for column in columns]
    if _last_page(table, row, document) == _page(starts[0], document):
        return
    below = QTextBlockFormat()
    below.setPageBreakPolicy(QTextFormat.PageBreakFlag.PageBreak_AlwaysBefore)
    for start in starts[1:]:
        start.mergeBlockFormat(below)
    # With nothing on this page, Qt would move the row first and each cell a second time.
    starts[0].insertBlock(below)
    document.markContentsDirty(0, document.characterCount())


def _last_page(table: QTextTable, row: int, document: QTextDocument) -> int:
    """The page on which the longest cell of a row ends."""
    cells = (table.cellAt(row, column) for column in range(table.columns()))
    bottom = max(_box(cell.lastCursorPosition(), document).bottom() for cell in cells)
    return int((bottom - 1) / document.pageSize().height())


def _page(place: QTextCursor, document: QTextDocument) -> int:
    return int(_box(place, document).top() / document.pageSize().height())


def _box(place: QTextCursor, document: QTextDocument) -> QRectF:
    return document.documentLayout().blockBoundingRect(place.block())


def _paint(document: QTextDocument, writer: QPdfWriter, title: str) -> None:
    page, count = document.pageSize(), document.pageCount()
    painter = QPainter(writer)
    for number in range(count):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * page.height())
        document.drawContents(painter, QRectF(QPointF(0, number * page.height()), page))
        painter.restore()
        words = tr("Page {number} of {count}").format(number=number + 1, count=count)
        foot = QRectF(0, page.height(), page.width(), writer.height() - page.height())
        _paint_foot(painter, foot, title, words)
    painter.end()


def _paint_foot(painter: QPainter, box: QRectF, title: str, words: str) -> None:
    painter.setFont(_font(_FOOT_PT))
    metrics = painter.fontMetrics()
    room = int(box.width()) - metrics.horizontalAdvance(f"{words}      ")
    bottom = Qt.AlignmentFlag.AlignBottom
    cut = metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
    painter.drawText(box, bottom | Qt.AlignmentFlag.AlignLeft, cut)
    painter.drawText(box, bottom | Qt.AlignmentFlag.AlignRight, words)


def _font(points: float) -> QFont:
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setPointSizeF(points)
    # Words with a ligature are not found by who searches the file for them.
    font.setFeature(QFont.Tag("liga"), 0)
    return font
