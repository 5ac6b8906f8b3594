"""The names of everything that can be wrong, of what can be blamed, and of the steps that mend it.

The ids are fixed by the product's published contract; their texts are in `catalogue`.
"""

from __future__ import annotations

from enum import StrEnum

from wizard.domain.text import N_, tr


class Field(StrEnum):
    """What a fault can lie in; first the five values, in the order of Hire2Retire's form."""

    SITE = "site"
    COMPANY_ID = "company_id"
    PRIVATE_KEY = "private_key"
    PUBLIC_KEY = "public_key"
    CLIENT_ID = "client_id"
    ROLE = "role"
    MEMBER = "member"
    NETWORK = "network"
    SERVICE = "service"
    COMPUTER = "computer"

    @property
    def label(self) -> str:
        """How the screens call it."""
        return tr(_LABELS[self])


VALUES = (Field.SITE, Field.COMPANY_ID, Field.PRIVATE_KEY, Field.PUBLIC_KEY, Field.CLIENT_ID)
KEYS = (Field.PRIVATE_KEY, Field.PUBLIC_KEY)

_LABELS = {
    Field.SITE: N_("ConnectWise address"),
    Field.COMPANY_ID: N_("Company ID"),
    Field.PRIVATE_KEY: N_("Private key"),
    Field.PUBLIC_KEY: N_("Public key"),
    Field.CLIENT_ID: N_("Client ID"),
    Field.ROLE: N_("Security role"),
    Field.MEMBER: N_("API member"),
    Field.NETWORK: N_("Network"),
    Field.SERVICE: N_("ConnectWise"),
    Field.COMPUTER: N_("This computer"),
}


class Step(StrEnum):
    """The eight steps of the wizard, in order."""

    SCOPE = "scope"
    SITE = "site"
    ROLE = "role"
    MEMBER = "member"
    KEYS = "keys"
    CLIENT_ID = "client_id"
    LINK = "link"
    HANDOVER = "handover"

    @property
    def number(self) -> int:
        """The step's place, from 1."""
        return list(Step).index(self) + 1


class Fault(StrEnum):
    """One id per known cause."""

    VALUE_MISSING = "value.missing"
    VALUE_UNREADABLE = "value.unreadable"
    VALUE_PLACEHOLDER = "value.placeholder"
    ADDRESS_UNREADABLE = "address.unreadable"
    ADDRESS_PLACEHOLDER = "address.placeholder"
    ADDRESS_OTHER_PRODUCT = "address.other_product"
    ADDRESS_INCOMPLETE = "address.incomplete"
    ADDRESS_UNKNOWN_CLOUD_HOST = "address.unknown_cloud_host"
    KEYS_SAME_TWICE = "keys.same_twice"
    KEYS_SWAPPED = "keys.swapped"
    KEYS_MIXED_UP = "keys.mixed_up"
    CLIENT_ID_MALFORMED = "client_id.malformed"
    NAME_NOT_FOUND = "network.name_not_found"
    DNS_FAILED = "network.dns_failed"
    REFUSED = "network.refused"
    TIMEOUT = "network.timeout"
    UNREACHABLE = "network.unreachable"
    PROXY_UNREACHABLE = "proxy.unreachable"
    PROXY_SIGN_IN = "proxy.sign_in"
    PROXY_BLOCKED = "proxy.blocked"
    PROXY_NO_ROUTE = "proxy.no_route"
    TLS_UNTRUSTED = "tls.untrusted"
    TLS_INTERCEPTED = "tls.intercepted"
    TLS_INCOMPLETE_CHAIN = "tls.incomplete_chain"
    TLS_EXPIRED = "tls.expired"
    TLS_NOT_YET_VALID = "tls.not_yet_valid"
    TLS_WRONG_NAME = "tls.wrong_name"
    TLS_TOO_OLD = "tls.too_old"
    TLS_NOT_TLS = "tls.not_tls"
    TLS_CLIENT_CERTIFICATE = "tls.client_certificate"
    SITE_NOT_CONNECTWISE = "site.not_connectwise"
    SITE_REDIRECTED = "site.redirected"
    SITE_BLOCKED = "site.blocked"
    SITE_GATEWAY = "site.gateway"
    SITE_UNAVAILABLE = "site.unavailable"
    COMPANY_UNKNOWN = "company.unknown"
    KEYS_REFUSED = "keys.refused"
    CLIENT_ID_REFUSED = "client_id.refused"
    SIGN_IN_UNCLEAR = "sign_in.unclear"
    RIGHT_MISSING = "right.missing"
    RIGHT_EXCESS = "right.excess"
    RIGHT_UNKNOWN = "right.unknown"
    BOARDS_NONE_VISIBLE = "boards.none_visible"
    WRITE_REFUSED = "write.refused"
    WRITE_NO_DEFAULT_TEAM = "write.no_default_team"
    WRITE_LEFT_BEHIND = "write.left_behind"
    RATE_LIMITED = "service.rate_limited"
    SERVICE_ERROR = "service.error"
    SERVICE_TIMEOUT = "service.timeout"
    BAD_REPLY = "service.bad_reply"
    VAULT_UNAVAILABLE = "vault.unavailable"
    VAULT_LOCKED = "vault.locked"
    CANCELLED = "cancelled"
    INTERNAL = "internal"

    @property
    def is_environmental(self) -> bool:
        """Whether it lies outside the values and the role, so that nothing is proven (exit 3)."""
        if self in {Fault.SITE_BLOCKED, Fault.SITE_GATEWAY, Fault.SITE_UNAVAILABLE}:
            return True
        return self.value.partition(".")[0] in _OUTSIDE


_OUTSIDE = {"network", "proxy", "tls", "service", "vault", "cancelled", "internal"}

STEP_OF_VALUE = {
    Field.SITE: Step.SITE,
    Field.COMPANY_ID: Step.SITE,
    Field.PRIVATE_KEY: Step.KEYS,
    Field.PUBLIC_KEY: Step.KEYS,
    Field.CLIENT_ID: Step.CLIENT_ID,
}
