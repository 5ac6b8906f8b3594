"""Proxy settings for all requests."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.proxy_choice import ProxyChoice, kept_proxy, split_proxy
from wizard.domain.secret import Secret
from wizard.domain.text import tr
from wizard.ui.controllers.session import Session
from wizard.ui.pages.value_field import secret_field
from wizard.ui.theme import theme
from wizard.ui.widgets.banner import Banner
from wizard.ui.widgets.fields import MessageKind, ValueField


class ProxyFields(QWidget):
    """Address, user name and password; if empty, the system's settings apply.

    A pasted ``http://user:password@host:port`` is spread over the three fields at once. What is
    typed letter by letter is taken when its field is left: before that, the beginning of a password
    could be taken for a port.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        chosen = kept_proxy(session.draft.proxy)
        hint = tr(
            "Host and port, such as proxy.contoso.example:8080. If empty, the system's "
            "proxy settings are used."
        )
        self._address = ValueField(tr("Pro&xy"), hint=hint)
        self._user = ValueField(tr("Pr&oxy user name"))
        self._password = secret_field(tr("Proxy pass&word"))
        self._held = Banner(theme.Tone.WARNING)
        self._held.setObjectName("proxy-held-back")
        self._held.action.setObjectName("use-proxy-password")
        self._held.pressed.connect(session.use_proxy_password_here)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part, name in (
            (self._address, "proxy"),
            (self._user, "proxy-user"),
            (self._password, "proxy-password"),
        ):
            part.edit.setObjectName(name)
            column.addWidget(part)
        column.addWidget(self._held)
        self._address.set_text(chosen.address)
        self._user.set_text(chosen.user)
        self._address.read.connect(self._spread)
        for part in (self._address, self._user):
            part.edit.editingFinished.connect(self._take)
        self._password.read.connect(lambda text: session.keep_proxy_password(Secret(text)))
        session.changed.connect(self._follow)
        self._follow()

    @property
    def used(self) -> bool:
        """Whether a proxy is entered."""
        return bool(self._session.draft.proxy)

    def _spread(self, text: str) -> None:
        """Move what a pasted address says about the sign-in to where it belongs, at once."""
        if "@" in text:
            self._take()

    def _take(self) -> None:
        found = split_proxy(self._address.text())
        user, _, password = self._user.text().strip().partition(":")
        user = found.user or user
        choice = ProxyChoice(found.address, user, found.password or Secret(password))
        # Setting a text forgets what could be undone.
        self._address.set_text(choice.address)
        self._user.set_text(choice.user)
        self._session.keep_proxy(choice)

    def _follow(self) -> None:
        """Show the password as it is now, and whether it is held back."""
        session = self._session
        self._password.set_text(session.proxy_password.secret.reveal())
        wrong = tr("Enter host and port, such as proxy.contoso.example:8080.")
        self._address.show_message(wrong if session.proxy_refused else "", MessageKind.WRONG)
        old = session.proxy_password_held
        words = tr("The password was entered for {old}. It isn't sent to {new} until you confirm.")
        line = words.format(old=old, new=kept_proxy(session.draft.proxy).address) if old else ""
        self._held.show_line(theme.Tone.WARNING, line, "", tr("Use for this prox&y"))
        self._held.setVisible(bool(old))
