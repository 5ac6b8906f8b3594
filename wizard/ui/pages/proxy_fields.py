"""The proxy for every request from now on."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from wizard.domain.secret import Secret
from wizard.domain.wording import tr
from wizard.ui.pages.inputs import secret_field
from wizard.ui.session import Session
from wizard.ui.widgets.fields import ValueField


class ProxyFields(QWidget):
    """Address, user name and password; left empty, the computer's own settings hold."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        chosen = session.proxy
        hint = tr(
            "Host and port, such as proxy.contoso.example:8080. Empty: as this computer does."
        )
        self._address = ValueField(tr("Pro&xy"), hint=hint)
        self._user = ValueField(tr("User name &of the proxy"))
        self._password = secret_field(tr("Pass&word of the proxy"))
        texts = (chosen.address, chosen.user, chosen.password.reveal())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for field, text in zip((self._address, self._user, self._password), texts, strict=True):
            field.set_text(text)
            column.addWidget(field)
        self._address.read.connect(self._take)
        self._user.read.connect(self._take)
        self._password.read.connect(lambda text: session.keep_proxy_password(Secret(text)))

    @property
    def used(self) -> bool:
        """Whether a proxy was typed."""
        return bool(self._session.proxy.address)

    def _take(self) -> None:
        address, user = self._address.text().strip(), self._user.text().strip()
        self._session.change(proxy=f"{user}@{address}" if user and address else address)
