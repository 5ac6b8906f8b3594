"""Crashes, in this process and in a separate one."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.stage import Stage
from wizard.base.traceback_summary import TracebackSummary
from wizard.domain.scope import Need
from wizard.storage.log import LogFolder
from wizard.ui.dialogs.crash import CrashWatch, CrashWindow
from wizard.ui.dialogs.support import SupportDialog
from wizard.ui.theme import theme
from wizard.ui.theme.icons import icon
from wizard.ui.widgets.label import Label

ROOT = Path(__file__).resolve().parents[3]
CANARY = "hunter2"
pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.qt_no_exception_capture,
]


class Defects(QObject):
    """Raises in a slot."""

    go = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.go.connect(self._fail)

    def _fail(self, value: str) -> None:
        Need(value)


@pytest.fixture
def logs(tmp_path: Path) -> LogFolder:
    return LogFolder(tmp_path / "log")


@pytest.fixture
def watch(logs: LogFolder, qapp: QApplication) -> Iterator[CrashWatch]:
    theme.apply_theme(qapp, theme.ColorScheme.LIGHT)
    made = CrashWatch(logs, lambda: ("Your progress is saved.",), lambda trace: f"file {trace}")
    made.install()
    yield made
    made.remove()
    if made.window:
        made.window.done(0)


def shown(watch: CrashWatch, qtbot: QtBot) -> CrashWindow:
    qtbot.waitUntil(lambda: watch.window is not None and watch.window.isVisible())
    assert watch.window
    return watch.window


def words(window: QWidget) -> str:
    labels = window.findChildren(Label)
    return "\n".join([window.windowTitle(), *(label.text() for label in labels)])


def press(window: QWidget, name: str, qtbot: QtBot) -> None:
    found = window.findChild(QPushButton, name)
    assert found
    qtbot.mouseClick(found, Qt.MouseButton.LeftButton)


def windows() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def test_an_exception_in_a_slot_opens_one_window_without_any_value(
    watch: CrashWatch, qtbot: QtBot, logs: LogFolder, capfd: pytest.CaptureFixture[str]
) -> None:
    defects = Defects()
    QTimer.singleShot(0, lambda: defects.go.emit(CANARY))
    window = shown(watch, qtbot)
    text = words(window)
    assert text.startswith("Something went wrong in h2r-link")
    assert "Your progress is saved." in text
    assert "ValueError" in text
    log, printed = "\n".join(logs.tail(100)), capfd.readouterr()
    assert "defect ValueError" in log
    assert "defect: ValueError" in printed.err
    assert CANARY not in text + log + printed.out + printed.err
    press(window, "close", qtbot)
    assert watch.window is None


def test_an_exception_in_a_thread_is_shown_too(watch: CrashWatch, qtbot: QtBot) -> None:
    threads = [threading.Thread(target=Need, args=[CANARY]) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert watch.window is None, "the window belongs to the event loop"
    shown(watch, qtbot)
    assert len(windows()) == 1


def test_an_exception_while_painting_opens_one_window_and_logs_one_line(
    watch: CrashWatch, qtbot: QtBot, logs: LogFolder
) -> None:
    painted = []

    class Broken(QWidget):
        def paintEvent(self, event: QPaintEvent) -> None:
            painted.append(1)
            Need(CANARY)

    broken = Broken()
    qtbot.addWidget(broken)
    broken.show()
    window = shown(watch, qtbot)

    def painted_often() -> bool:
        broken.update()
        return len(painted) >= 10

    qtbot.waitUntil(painted_often)
    press(window, "close", qtbot)
    QApplication.processEvents()
    assert watch.window is None
    assert sum("defect" in line for line in logs.tail(100)) == 1


def test_a_second_crash_opens_no_second_window(
    watch: CrashWatch, qtbot: QtBot, logs: LogFolder
) -> None:
    QTimer.singleShot(0, lambda: Need(CANARY))
    QTimer.singleShot(0, lambda: {}[CANARY])
    window = shown(watch, qtbot)
    qtbot.waitUntil(lambda: sum("defect" in line for line in logs.tail(100)) == 2)
    QApplication.processEvents()
    assert windows() == [window]


def test_after_it_was_closed_the_next_crash_is_shown(watch: CrashWatch, qtbot: QtBot) -> None:
    QTimer.singleShot(0, lambda: Need(CANARY))
    press(shown(watch, qtbot), "close", qtbot)
    QTimer.singleShot(0, lambda: {}[CANARY])
    assert "KeyError" in words(shown(watch, qtbot))


def test_a_flood_of_different_crashes_logs_at_most_20_lines(
    watch: CrashWatch, qtbot: QtBot, logs: LogFolder
) -> None:
    def strike() -> None:
        for number in range(100):
            kind = type(f"Defect{number}", (Exception,), {})
            sys.excepthook(kind, kind(CANARY), None)

    QTimer.singleShot(0, strike)
    shown(watch, qtbot)
    assert len(logs.tail(1000)) == 20


def test_a_crash_in_the_crash_window_is_ignored(
    logs: LogFolder, qtbot: QtBot, qapp: QApplication, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> tuple[str, ...]:
        raise ValueError(CANARY)

    watch = CrashWatch(logs, broken, broken)  # type: ignore[arg-type]
    watch.install()
    try:
        QTimer.singleShot(0, lambda: Need(CANARY))
        window = shown(watch, qtbot)
        assert "Everything saved before is still there." in words(window)
        press(window, "support-file", qtbot)
        assert windows() == [window]
        press(window, "close", qtbot)
    finally:
        watch.remove()
    assert CANARY not in "".join(capfd.readouterr())


def test_a_crash_is_shown_even_if_the_log_cannot_be_written(
    tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    (tmp_path / "log").touch()
    watch = CrashWatch(LogFolder(tmp_path / "log"), lambda: (), str)
    watch.install()
    try:
        QTimer.singleShot(0, lambda: Need(CANARY))
        press(shown(watch, qtbot), "close", qtbot)
    finally:
        watch.remove()


def test_the_support_file_is_shown_before_it_is_saved(watch: CrashWatch, qtbot: QtBot) -> None:
    QTimer.singleShot(0, lambda: Need(CANARY))
    window = shown(watch, qtbot)
    press(window, "support-file", qtbot)
    dialog = window.findChild(SupportDialog)
    assert dialog
    assert dialog.isVisible()
    assert dialog.preview.toPlainText().startswith("file ValueError")
    dialog.reject()


def test_it_opens_above_an_open_dialog(watch: CrashWatch, qtbot: QtBot) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    QTimer.singleShot(0, lambda: Need(CANARY))

    def close() -> None:
        if watch.window and watch.window.isActiveWindow():
            press(watch.window, "close", qtbot)
            dialog.accept()
        else:
            QTimer.singleShot(5, close)

    QTimer.singleShot(5, close)
    assert dialog.exec() == QDialog.DialogCode.Accepted


def test_its_title_bar_has_the_program_icon(stage: Stage, watch: CrashWatch, qtbot: QtBot) -> None:
    stage.open()
    QTimer.singleShot(0, lambda: Need(CANARY))
    drawn = shown(watch, qtbot).windowIcon().pixmap(32).toImage()
    assert not drawn.isNull()
    assert drawn == icon("h2r-link").pixmap(32).toImage()


def test_the_previous_exception_hooks_are_restored(logs: LogFolder, qapp: QApplication) -> None:
    before = sys.excepthook, threading.excepthook
    watch = CrashWatch(logs, lambda: (), str)
    watch.install()
    assert sys.excepthook is not before[0]
    watch.remove()
    assert (sys.excepthook, threading.excepthook) == before


def test_a_thread_that_exits_is_not_a_crash(watch: CrashWatch, qtbot: QtBot) -> None:
    thread = threading.Thread(target=sys.exit)
    thread.start()
    thread.join()
    QApplication.processEvents()
    assert watch.window is None


def test_ctrl_c_ends_the_program(watch: CrashWatch, qtbot: QtBot, qapp: QApplication) -> None:
    QTimer.singleShot(0, lambda: sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None))
    qapp.exec()
    assert watch.window is None


def test_it_shows_the_location_only_on_demand(qtbot: QtBot, qapp: QApplication) -> None:
    trace = TracebackSummary(("KeyError",), ("wizard/a.py:1 f",))
    window = CrashWindow(trace, (), str)
    qtbot.addWidget(window)
    window.show()
    place = next(one for one in window.findChildren(Label) if "KeyError" in one.text())
    assert place.text() == str(trace)
    assert not place.isVisible()


PROGRAM = """
import os, sys
from pathlib import Path
from wizard.base.hardening import harden
harden()
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from tests.ui.stage import Stage
from wizard.domain.scope import Need
from wizard.storage.log import LogFolder
from wizard.ui.theme import theme
from wizard.ui.dialogs.crash import CrashWatch
from wizard.ui.widgets.label import Label
from wizard.ui.theme.icons import icon

app = QApplication(["h2r-link"])
theme.apply_theme(app)
watch = CrashWatch(LogFolder(Path(sys.argv[1])), lambda: ("Saved.",), str)
watch.install()

def close():
    if watch.window is None:
        return QTimer.singleShot(5, close)
    print([label.text() for label in watch.window.findChildren(Label)][0], flush=True)
    watch.window.accept()
    app.quit()

def fail(private_key):
    Need(private_key)
QTimer.singleShot(0, close)
"""


@pytest.mark.parametrize(
    "end",
    [
        f"QTimer.singleShot(0, lambda: fail('{CANARY}')); app.exec()",
        f"import threading; threading.Thread(target=fail, args=['{CANARY}']).start(); app.exec()",
        f"fail('{CANARY}')",
    ],
    ids=["slot", "thread", "before the window"],
)
def test_a_separate_process_reports_a_crash_once_and_no_secret(end: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM + end, str(tmp_path / "log")],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stdout.splitlines()[0] == "Something went wrong in h2r-link"
    assert ended.stderr.count("h2r-link: a defect: ValueError") == 1
    files = [path.read_text("utf-8", "replace") for path in tmp_path.rglob("*") if path.is_file()]
    assert any("defect ValueError" in text for text in files)
    assert CANARY not in "".join([ended.stdout, ended.stderr, *files])
