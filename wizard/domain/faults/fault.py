"""Catalogue of faults: what can be wrong, what it affects, and the step that fixes it.

The ids are fixed by the product's published contract.
"""

from __future__ import annotations

from enum import StrEnum
from string import Formatter
from typing import Self

from wizard.domain.dataclass import dataclass
from wizard.domain.text import N_, tr


class Field(StrEnum):
    """Where a fault can lie; the five values come first, in the order of Hire2Retire's form."""

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
        """Name shown on screen."""
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
        """Position of the step, from 1."""
        return _NUMBERS[self]


_NUMBERS = {step: number for number, step in enumerate(Step, 1)}
STEP_OF_VALUE = {
    Field.SITE: Step.SITE,
    Field.COMPANY_ID: Step.SITE,
    Field.PRIVATE_KEY: Step.KEYS,
    Field.PUBLIC_KEY: Step.KEYS,
    Field.CLIENT_ID: Step.CLIENT_ID,
}

OPTIONAL = frozenset({"also", "hint", "reference", "quote"})
"""Placeholders that add a sentence, or a part of one, where there is more to say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of one fault.

    Attributes:
        id: its name in reports; published, so it never changes.
        happened, why, fix: what the user reads, one sentence each (source language).
        affects: the values or places that the admin has to look at.
        step: the step of the wizard that fixes it.
        is_environmental: the cause is outside the values and the role: not verified (exit 3).
        leads_to_value: the step is that of the one value it affects, where there is one.
        says_nothing_about_rights: raised by a read after the sign-in, it leaves the rights unknown.
        explains_refused_ticket: reported unchanged when ConnectWise refuses a test ticket.
        proves_keys_refused: during a renewal it shows that the old keys no longer sign in.
        is_awaitable: only somebody in ConnectWise can change it, and one signed read shows when.
        is_inconclusive: the check ended without an answer, so it neither passed nor failed.
        tells_content: its ``{what}`` is the kind of content that came, not the HTTP status.
    """

    id: str
    happened: str
    why: str
    fix: str
    affects: tuple[Field, ...]
    step: Step
    is_environmental: bool = False
    leads_to_value: bool = False
    says_nothing_about_rights: bool = False
    explains_refused_ticket: bool = False
    proves_keys_refused: bool = False
    is_awaitable: bool = False
    is_inconclusive: bool = False
    tells_content: bool = False

    @property
    def placeholders(self) -> frozenset[str]:
        """Keys required in `Problem.details`, apart from `OPTIONAL` ones."""
        texts = (self.happened, self.why, self.fix)
        names = {name for t in texts for _, name, _, _ in Formatter().parse(t) if name}
        return frozenset(names - OPTIONAL)


_SITE = (Field.SITE,)
_KEYS = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
_COMPUTER = (Field.COMPUTER,)
_NETWORK = (Field.NETWORK,)
_SITE_OR_NETWORK = (Field.SITE, Field.NETWORK)
_CERTIFICATE = (Field.NETWORK, Field.COMPUTER, Field.SITE)
_SERVICE = (Field.SERVICE,)
_ROLE = (Field.ROLE,)


class Fault(StrEnum):
    """The catalogue: one member per known cause, with its published id and its entry."""

    entry: Entry

    def __new__(cls, entry: Entry) -> Self:
        """Create a member whose value is its id and that knows its entry."""
        member = str.__new__(cls, entry.id)
        member._value_ = entry.id
        member.entry = entry
        return member

    @property
    def is_environmental(self) -> bool:
        """See `Entry`."""
        return self.entry.is_environmental

    VALUE_MISSING = Entry(
        "value.missing",
        N_("{field} is empty."),
        N_("Hire2Retire needs all five values."),
        N_("Enter the {field}. {where}"),
        VALUES,
        Step.LINK,
        leads_to_value=True,
    )
    VALUE_UNREADABLE = Entry(
        "value.unreadable",
        N_("{field} contains {what}."),
        N_("That can't be part of it. It may have been copied along with the value."),
        N_("Copy the {field} again and paste it here. {where}"),
        VALUES,
        Step.LINK,
        leads_to_value=True,
    )
    VALUE_PLACEHOLDER = Entry(
        "value.placeholder",
        N_("{field} still contains placeholder text: {what}."),
        N_("It was copied from instructions or a script, where it is a placeholder."),
        N_("Enter the real {field}. {where}"),
        VALUES,
        Step.LINK,
        leads_to_value=True,
    )
    ADDRESS_UNREADABLE = Entry(
        "address.unreadable",
        N_("This isn't the address of a ConnectWise PSA: {what}."),
        N_("An address contains the full server name, such as na.myconnectwise.net."),
        N_("Copy it from the browser's address bar while you are signed in to ConnectWise PSA."),
        _SITE,
        Step.SITE,
    )
    ADDRESS_PLACEHOLDER = Entry(
        "address.placeholder",
        N_("The address still contains placeholder text: {what}."),
        N_("It was copied from instructions and has to be replaced with your own address."),
        N_("Copy it from the browser's address bar while you are signed in to ConnectWise PSA."),
        _SITE,
        Step.SITE,
    )
    ADDRESS_OTHER_PRODUCT = Entry(
        "address.other_product",
        N_("{host} belongs to {product}, not to ConnectWise PSA."),
        N_("Hire2Retire creates its tickets in ConnectWise PSA (formerly Manage)."),
        N_("Sign in to ConnectWise PSA and copy the address from the browser's address bar."),
        _SITE,
        Step.SITE,
    )
    ADDRESS_INCOMPLETE = Entry(
        "address.incomplete",
        N_("“{what}” is only part of the address."),
        N_("{why}"),
        N_("Copy the whole text from the browser's address bar."),
        _SITE,
        Step.SITE,
    )
    ADDRESS_UNKNOWN_CLOUD_HOST = Entry(
        "address.unknown_cloud_host",
        N_("{host} looks like a ConnectWise cloud address but isn't one."),
        N_("A cloud address is a region before myconnectwise.net, such as na.myconnectwise.net."),
        N_("{advice}"),
        _SITE,
        Step.SITE,
    )
    KEYS_SAME_TWICE = Entry(
        "keys.same_twice",
        N_("Public key and Private key are identical."),
        N_("ConnectWise always creates two different keys."),
        N_("Copy the missing key again. If the private key is no longer shown, create a new pair."),
        _KEYS,
        Step.KEYS,
    )
    KEYS_SWAPPED = Entry(
        "keys.swapped",
        N_("Public key and Private key are swapped."),
        N_("The labels in the pasted text show it."),
        N_("Swap them."),
        _KEYS,
        Step.KEYS,
    )
    KEYS_MIXED_UP = Entry(
        "keys.mixed_up",
        N_("{field} looks like {what}."),
        N_("This field needs a different value."),
        N_("Enter the value that ConnectWise calls {field}. {where}"),
        (*_KEYS, Field.CLIENT_ID),
        Step.KEYS,
        leads_to_value=True,
    )
    CLIENT_ID_MALFORMED = Entry(
        "client_id.malformed",
        N_("This isn't a Client ID: {what}."),
        N_("A Client ID has 32 digits 0-9 and a-f in five groups: 8-4-4-4-12."),
        N_("Copy it again from the Client ID page of the ConnectWise developer site."),
        (Field.CLIENT_ID,),
        Step.CLIENT_ID,
    )
    NAME_NOT_FOUND = Entry(
        "network.name_not_found",
        N_("No server named {host} was found."),
        N_("The address may contain a typo, or the name exists only inside another network."),
        N_("Compare the address with the browser's address bar, and open it in the browser."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    DNS_FAILED = Entry(
        "network.dns_failed",
        N_("This computer couldn't look up {host}: {what}."),
        N_("The address may be right, but DNS gave no usable answer."),
        N_("Check the network connection or the VPN, then test again."),
        _NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    REFUSED = Entry(
        "network.refused",
        N_("{host} refused or closed the connection."),
        N_("Nothing is listening on that port, or a firewall or the server ends the connection."),
        N_("Open the address in this computer's browser. If it opens, ask your network admin."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    TIMEOUT = Entry(
        "network.timeout",
        N_("{host} didn't respond in time ({seconds} s)."),
        N_("The server is down or slow, or a firewall drops the connection silently."),
        N_("Open the address in this computer's browser, then test again."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    UNREACHABLE = Entry(
        "network.unreachable",
        N_("This computer has no network connection to {host}."),
        N_("It's offline, or its network has no route there."),
        N_("Check the network connection or the VPN, then test again."),
        (Field.NETWORK, Field.SITE),
        Step.SITE,
        is_environmental=True,
    )
    PROXY_UNREACHABLE = Entry(
        "proxy.unreachable",
        N_("The proxy {proxy} can't be used: {what}."),
        N_("This computer is set to use it for {host}."),
        N_("Check the proxy settings on the page with your ConnectWise address."),
        _NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    PROXY_SIGN_IN = Entry(
        "proxy.sign_in",
        N_("The proxy {proxy} requires a sign-in."),
        N_("It doesn't let h2r-link through: {what}."),
        N_("{advice}"),
        _NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    PROXY_BLOCKED = Entry(
        "proxy.blocked",
        N_("The proxy {proxy} doesn't allow connections to {host}."),
        N_("It responded {what} instead of connecting."),
        N_("Ask whoever runs the proxy to allow {host}, port {port}."),
        _NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    PROXY_NO_ROUTE = Entry(
        "proxy.no_route",
        N_("The proxy {proxy} couldn't reach {host}: {what}."),
        N_("The proxy responds, so the problem is probably between it and that server."),
        N_("Compare the address with the browser's address bar, or ask whoever runs the proxy."),
        _NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    TLS_UNTRUSTED = Entry(
        "tls.untrusted",
        N_("This computer doesn't trust the certificate of {host}, issued by {issuer}."),
        N_("The reason: {what}."),
        N_("Ask whoever runs the server or your network about the certificate. {advice}"),
        _CERTIFICATE,
        Step.SITE,
        is_environmental=True,
    )
    TLS_INTERCEPTED = Entry(
        "tls.intercepted",
        N_("The connection to {host} goes through TLS inspection by {issuer}."),
        N_("It issued the certificate for {host}, so whoever runs it can read the keys."),
        N_("Ask your network admin to exempt {host} from TLS inspection. {advice}"),
        (Field.NETWORK, Field.COMPUTER),
        Step.SITE,
        is_environmental=True,
    )
    TLS_INCOMPLETE_CHAIN = Entry(
        "tls.incomplete_chain",
        N_("{host} sends its certificate without the intermediate certificate of {issuer}."),
        N_("Browsers often download the missing certificate, but other programs don't."),
        N_("Install the intermediate certificate on the server so that it sends both."),
        _SITE,
        Step.SITE,
        is_environmental=True,
    )
    TLS_EXPIRED = Entry(
        "tls.expired",
        N_("The certificate of {host} expired{when}."),
        N_(
            "An expired certificate doesn't prove which server responded. This computer's date "
            "is {today}."
        ),
        N_("Renew the certificate on the server. If this computer's date is wrong, correct it."),
        (Field.SITE, Field.COMPUTER),
        Step.SITE,
        is_environmental=True,
    )
    TLS_NOT_YET_VALID = Entry(
        "tls.not_yet_valid",
        N_("The certificate of {host} isn't valid yet{when}."),
        N_("Usually this computer's date is wrong. It is set to {today}."),
        N_("Correct the date and time of this computer, then test again."),
        (Field.COMPUTER, Field.SITE),
        Step.SITE,
        is_environmental=True,
    )
    TLS_WRONG_NAME = Entry(
        "tls.wrong_name",
        N_("The server at {host} has a certificate for another name{names}."),
        N_("The address may contain a typo, or the request reached a different server."),
        N_("Use the exact name from the browser's address bar, or replace the certificate."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    TLS_TOO_OLD = Entry(
        "tls.too_old",
        N_("{host} offers only outdated encryption."),
        N_("{what} Keys sent that way wouldn't be safe."),
        N_("Ask whoever runs the server to turn on TLS 1.2 or 1.3 with current ciphers."),
        _SITE,
        Step.SITE,
        is_environmental=True,
    )
    TLS_NOT_TLS = Entry(
        "tls.not_tls",
        N_("{host} doesn't use TLS on port {port}."),
        N_("Plain HTTP or another service runs there. Keys are never sent that way."),
        N_("Use the address and port that open ConnectWise PSA with https in your browser."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    TLS_CLIENT_CERTIFICATE = Entry(
        "tls.client_certificate",
        N_("{host} accepts only computers that present a client certificate."),
        N_("Hire2Retire can't present one, so the link can't work through this address."),
        N_("Ask whoever runs the server for an address without client certificates."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    SITE_NOT_CONNECTWISE = Entry(
        "site.not_connectwise",
        N_("{host} responded, but not as a ConnectWise PSA."),
        N_("It sent {what} instead of ConnectWise's company information.{also}"),
        N_("Compare the address with the browser's address bar while ConnectWise PSA is open."),
        _SITE,
        Step.SITE,
        tells_content=True,
    )
    SITE_REDIRECTED = Entry(
        "site.redirected",
        N_("{host} points to {where}."),
        N_("Keys are sent only to the address you entered, so h2r-link doesn't go there."),
        N_("{advice}"),
        _SITE,
        Step.SITE,
        explains_refused_ticket=True,
    )
    SITE_BLOCKED = Entry(
        "site.blocked",
        N_("{who} blocked the request to {host}."),
        N_("It responded with {what}{reference}, so the values couldn't be checked."),
        N_("Ask whoever runs it to allow API requests from here and from Hire2Retire.{quote}"),
        (Field.NETWORK, Field.SITE),
        Step.SITE,
        is_environmental=True,
        explains_refused_ticket=True,
    )
    SITE_GATEWAY = Entry(
        "site.gateway",
        N_("A sign-in gateway protects {host}."),
        N_("It responded with {what}. Hire2Retire's cloud can't get through it either."),
        N_("Ask whoever runs it to let API requests to {host} through without its sign-in."),
        _SITE_OR_NETWORK,
        Step.SITE,
        is_environmental=True,
    )
    SITE_UNAVAILABLE = Entry(
        "site.unavailable",
        N_("{host} isn't available right now."),
        N_("It responded with {what}. It may be restarting or under maintenance."),
        N_("Wait a few minutes, then test again. {advice}"),
        (Field.SERVICE,),
        Step.SITE,
        is_environmental=True,
        is_inconclusive=True,
    )
    COMPANY_UNKNOWN = Entry(
        "company.unknown",
        N_("{host} doesn't know this Company ID."),
        N_("It's the short name in the Company box of the ConnectWise sign-in page.{hint}"),
        N_("Sign out of ConnectWise and copy the text in Company. A sandbox has its own."),
        (Field.COMPANY_ID,),
        Step.SITE,
    )
    KEYS_REFUSED = Entry(
        "keys.refused",
        N_("This key pair wasn't accepted."),
        N_(
            "One key is wrong, they're swapped, or the key pair or API member is inactive or "
            "deleted.{also}"
        ),
        N_(
            "If the API member is active, create new keys: "
            "API Keys › + › Description › Save, and copy both."
        ),
        _KEYS,
        Step.KEYS,
        says_nothing_about_rights=True,
        explains_refused_ticket=True,
        proves_keys_refused=True,
    )
    CLIENT_ID_REFUSED = Entry(
        "client_id.refused",
        N_("The Client ID wasn't accepted."),
        N_("It isn't approved yet, contains a typo, or is another company's Private ID.{also}"),
        N_("Compare it with the Client ID page of the ConnectWise developer site."),
        (Field.CLIENT_ID,),
        Step.CLIENT_ID,
        says_nothing_about_rights=True,
        explains_refused_ticket=True,
        is_awaitable=True,
    )
    SIGN_IN_UNCLEAR = Entry(
        "sign_in.unclear",
        N_("{who} refused the sign-in without saying which value is wrong."),
        N_("Possible causes, most likely first: {causes}."),
        N_("Check them in this order. The API Logs tab of the API member may say more."),
        (*_KEYS, Field.COMPANY_ID, Field.CLIENT_ID, Field.SITE),
        Step.LINK,
        says_nothing_about_rights=True,
    )
    RIGHT_MISSING = Entry(
        "right.missing",
        N_("{rights}."),
        N_("Hire2Retire needs this access to do its work."),
        N_(
            "In ConnectWise, open System › Security Roles › the role, correct this, and press Save."
        ),
        _ROLE,
        Step.ROLE,
        is_awaitable=True,
    )
    RIGHT_EXCESS = Entry(
        "right.excess",
        N_("The role grants more than Hire2Retire needs: {rights}."),
        N_("The link works, but a limited role does less damage if a key is leaked."),
        N_("In ConnectWise, open System › Security Roles › the role, and set these to None."),
        _ROLE,
        Step.ROLE,
    )
    RIGHT_UNKNOWN = Entry(
        "right.unknown",
        N_("Some permissions couldn't be checked: {rights}."),
        N_("{why}"),
        N_("Compare these rows with System › Security Roles, or see the member's API Logs tab."),
        _ROLE,
        Step.ROLE,
    )
    BOARDS_NONE_VISIBLE = Entry(
        "boards.none_visible",
        N_("Sign-in works, but no active {kind} is visible."),
        N_("The member's Level, Location, or Restrict Board Access hides it, or none is active."),
        N_(
            "Open System › Members › API Members › the member, and check Level and Restrict "
            "Board Access."
        ),
        (Field.MEMBER,),
        Step.MEMBER,
        is_awaitable=True,
    )
    WRITE_REFUSED = Entry(
        "write.refused",
        N_("The test ticket wasn't created."),
        N_("The reason: {what}."),
        N_("Check the role's ticket permissions and the board, then try again."),
        (Field.ROLE, Field.SERVICE),
        Step.ROLE,
    )
    WRITE_NO_DEFAULT_TEAM = Entry(
        "write.no_default_team",
        N_("The test ticket wasn't created: the board {board} has no default team."),
        N_("ConnectWise assigns every new ticket to its board's default team."),
        N_(
            "Choose another board, or set a team: System › Setup Tables › Service or Project "
            "Board › Teams."
        ),
        _SERVICE,
        Step.LINK,
    )
    WRITE_LEFT_BEHIND = Entry(
        "write.left_behind",
        N_("Test ticket {number} was created and may still be open."),
        N_("The reason: {what}."),
        N_("Close or delete ticket {number} in ConnectWise."),
        _SERVICE,
        Step.LINK,
    )
    RATE_LIMITED = Entry(
        "service.rate_limited",
        N_("{host} is limiting requests ({what}, tries: {tries})."),
        N_("{product} sets this limit. The five values aren't the cause."),
        N_("Wait a few minutes, then test again. If it happens again, ask for a higher limit."),
        _SERVICE,
        Step.LINK,
        is_environmental=True,
        explains_refused_ticket=True,
        is_inconclusive=True,
    )
    SERVICE_ERROR = Entry(
        "service.error",
        N_("{who} reported an error ({what})."),
        N_("Number of tries: {tries}. It isn't known whether the values are the cause."),
        N_("Wait a few minutes, then test again. {advice}"),
        _SERVICE,
        Step.LINK,
        is_environmental=True,
        is_inconclusive=True,
    )
    SERVICE_TIMEOUT = Entry(
        "service.timeout",
        N_("The test didn't finish in time ({seconds} s)."),
        N_("ConnectWise or the network is too slow."),
        N_("Test again. On the command line, --timeout allows more time."),
        _SERVICE,
        Step.LINK,
        is_environmental=True,
        is_inconclusive=True,
    )
    BAD_REPLY = Entry(
        "service.bad_reply",
        N_("{host} sent a response that couldn't be read: {what}."),
        N_("Something between this computer and ConnectWise may have changed it."),
        N_("Test again. If it happens again, save the support file and send it to RoboMQ."),
        _SERVICE,
        Step.LINK,
        is_environmental=True,
        tells_content=True,
        is_inconclusive=True,
    )
    VAULT_UNAVAILABLE = Entry(
        "vault.unavailable",
        N_("No vault for keys is available on this computer: {what}."),
        N_("Without a vault, the keys stay in memory until you close h2r-link."),
        N_("{advice}"),
        _COMPUTER,
        Step.KEYS,
        is_environmental=True,
        is_inconclusive=True,
    )
    VAULT_LOCKED = Entry(
        "vault.locked",
        N_("The stored keys can't be used: {what}."),
        N_(
            "They can be used only from an unlocked vault and only with the address they were "
            "saved for."
        ),
        N_("{advice}"),
        _COMPUTER,
        Step.KEYS,
        is_environmental=True,
        is_inconclusive=True,
    )
    CANCELLED = Entry(
        "cancelled",
        N_("The test was stopped."),
        N_("Whatever hadn't been checked by then is unknown."),
        N_("Test again when you're ready."),
        (),
        Step.LINK,
        is_environmental=True,
    )
    INTERNAL = Entry(
        "internal",
        N_("Something went wrong in h2r-link ({what})."),
        N_("This isn't your mistake. The values you entered aren't the cause."),
        N_("Test again. If it happens again, save the support file and send it to RoboMQ."),
        (),
        Step.LINK,
        is_environmental=True,
        is_inconclusive=True,
    )
