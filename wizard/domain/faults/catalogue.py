"""One line of the catalogue of faults."""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from wizard.domain.faults import fault
from wizard.domain.faults.fault import Fault, Field, Step
from wizard.domain.text import N_

OPTIONAL = frozenset({"also", "hint", "reference", "quote"})
"""Placeholders that add a sentence, or a part of one, where there is more to say."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue: three sentences (source language), what it blames, the step."""

    happened: str
    why: str
    fix: str
    blames: tuple[Field, ...]
    step: Step

    @property
    def placeholders(self) -> frozenset[str]:
        """Names that `Problem.details` must hold; `OPTIONAL` ones may be left out."""
        texts = (self.happened, self.why, self.fix)
        names = {name for t in texts for _, name, _, _ in Formatter().parse(t) if name}
        return frozenset(names - OPTIONAL)


_SITE = (Field.SITE,)
_KEYS = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
_COMPUTER = (Field.COMPUTER,)

VALUES: dict[Fault, Entry] = {
    Fault.VALUE_MISSING: Entry(
        N_("{field} is empty."),
        N_("Hire2Retire needs all five values."),
        N_("Enter the {field}. {where}"),
        fault.VALUES,
        Step.LINK,
    ),
    Fault.VALUE_UNREADABLE: Entry(
        N_("{field} contains {what}."),
        N_("That cannot be part of it; it may have come along with the copy."),
        N_("Copy the {field} again and paste it here. {where}"),
        fault.VALUES,
        Step.LINK,
    ),
    Fault.VALUE_PLACEHOLDER: Entry(
        N_("{field} still contains sample text: {what}."),
        N_("It was copied from instructions or a script, where it stands for the real value."),
        N_("Enter the real {field}. {where}"),
        fault.VALUES,
        Step.LINK,
    ),
    Fault.ADDRESS_UNREADABLE: Entry(
        N_("This is not the address of a ConnectWise PSA: {what}."),
        N_("An address is the full name of a server, such as na.myconnectwise.net."),
        N_("Copy it from the browser's address bar while you are signed in to ConnectWise PSA."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_PLACEHOLDER: Entry(
        N_("The address still contains example text: {what}."),
        N_("It was copied from instructions, where it stands for your own address."),
        N_("Copy it from the browser's address bar while you are signed in to ConnectWise PSA."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_OTHER_PRODUCT: Entry(
        N_("{host} belongs to {product}, not to ConnectWise PSA."),
        N_("Hire2Retire opens its tickets in ConnectWise PSA (formerly Manage)."),
        N_("Sign in to ConnectWise PSA and copy the address from the browser's address bar."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_INCOMPLETE: Entry(
        N_("“{what}” is only a part of the address."),
        N_("{why}"),
        N_("Copy the whole text from the browser's address bar."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_UNKNOWN_CLOUD_HOST: Entry(
        N_("{host} looks like ConnectWise's cloud, but is none of its addresses."),
        N_("A cloud address is a region before myconnectwise.net, such as na.myconnectwise.net."),
        N_("{advice}"),
        _SITE,
        Step.SITE,
    ),
    Fault.KEYS_SAME_TWICE: Entry(
        N_("Public key and Private key are the same text."),
        N_("ConnectWise always makes two different keys."),
        N_("Copy the missing one again, or make a new pair if the private key is gone."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.KEYS_SWAPPED: Entry(
        N_("Public key and Private key are swapped."),
        N_("What was pasted with them shows it."),
        N_("Swap the two."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.KEYS_MIXED_UP: Entry(
        N_("{field} holds {what}."),
        N_("That belongs elsewhere."),
        N_("Enter the value that ConnectWise calls {field}. {where}"),
        (*_KEYS, Field.CLIENT_ID),
        Step.KEYS,
    ),
    Fault.CLIENT_ID_MALFORMED: Entry(
        N_("This does not have the form of a Client ID: {what}."),
        N_("A Client ID has 32 digits 0-9 and a-f in five groups: 8-4-4-4-12."),
        N_("Copy it again from the Client ID page of ConnectWise's developer site."),
        (Field.CLIENT_ID,),
        Step.CLIENT_ID,
    ),
    Fault.VAULT_UNAVAILABLE: Entry(
        N_("This computer has no safe place for keys: {what}."),
        N_("Without it the keys stay in memory and are gone when h2r-link closes."),
        N_("{advice}"),
        _COMPUTER,
        Step.KEYS,
    ),
    Fault.VAULT_LOCKED: Entry(
        N_("The stored keys cannot be used: {what}."),
        N_("They leave only an opened vault, and only for the address they were saved for."),
        N_("{advice}"),
        _COMPUTER,
        Step.KEYS,
    ),
    Fault.CANCELLED: Entry(
        N_("The test was stopped."),
        N_("What had not been checked by then is not known."),
        N_("Test again when you are ready."),
        (),
        Step.LINK,
    ),
    Fault.INTERNAL: Entry(
        N_("h2r-link met a defect of its own ({what})."),
        N_("It lies in the program, not in what you entered."),
        N_("Test again; if it stays, save the support file and send it to RoboMQ."),
        (),
        Step.LINK,
    ),
}


_NETWORK = (Field.NETWORK,)
_SITE_OR_NETWORK = (Field.SITE, Field.NETWORK)
_CERTIFICATE = (Field.NETWORK, Field.COMPUTER, Field.SITE)

CONNECTION: dict[Fault, Entry] = {
    Fault.NAME_NOT_FOUND: Entry(
        N_("No server called {host} was found."),
        N_("The address may contain a typo, or the name exists only inside another network."),
        N_("Compare the address with the browser's address bar, and open it in the browser."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.DNS_FAILED: Entry(
        N_("This computer couldn't look up {host}: {what}."),
        N_("The address may be right. DNS didn't give it a usable answer."),
        N_("Check the network connection or the VPN, then test again."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.REFUSED: Entry(
        N_("{host} refused or broke off the connection."),
        N_("Nothing answers on that port, or a firewall in between turns it away."),
        N_("Open the address in this computer's browser; if it opens, ask about a firewall."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.TIMEOUT: Entry(
        N_("{host} did not answer within {seconds} seconds."),
        N_("The server is down or slow, or a firewall silently drops the connection."),
        N_("Open the address in this computer's browser, then test again."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.UNREACHABLE: Entry(
        N_("This computer has no network connection to {host}."),
        N_("It's offline, or its network has no route there."),
        N_("Check the network connection or the VPN, then test again."),
        (Field.NETWORK, Field.SITE),
        Step.SITE,
    ),
    Fault.PROXY_UNREACHABLE: Entry(
        N_("The proxy {proxy} can't be used: {what}."),
        N_("All traffic from this computer to {host} is set to go through it."),
        N_("Check the proxy settings on the page of your ConnectWise address."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_SIGN_IN: Entry(
        N_("The proxy {proxy} requires a sign-in."),
        N_("It doesn't let h2r-link through: {what}."),
        N_("{advice}"),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_BLOCKED: Entry(
        N_("The proxy {proxy} doesn't allow connections to {host}."),
        N_("It responded {what} instead of connecting."),
        N_("Ask whoever runs the proxy to allow {host}, port {port}."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_NO_ROUTE: Entry(
        N_("The proxy {proxy} couldn't reach {host}: {what}."),
        N_("The proxy responded, but it has no connection to that server."),
        N_("Compare the address with the browser's address bar, or ask whoever runs the proxy."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.TLS_UNTRUSTED: Entry(
        N_("This computer doesn't trust the certificate of {host}, issued by {issuer}."),
        N_("The reason: {what}."),
        N_("Ask whoever runs the server or your network about the certificate. {advice}"),
        _CERTIFICATE,
        Step.SITE,
    ),
    Fault.TLS_INTERCEPTED: Entry(
        N_("The connection to {host} goes through TLS inspection by {issuer}."),
        N_("It issued the certificate for {host}, so whoever runs it can read the keys."),
        N_("Ask your network admin to exempt {host} from TLS inspection. {advice}"),
        (Field.NETWORK, Field.COMPUTER),
        Step.SITE,
    ),
    Fault.TLS_INCOMPLETE_CHAIN: Entry(
        N_("{host} sends its certificate without the one of its issuer, {issuer}."),
        N_("Browsers often fetch the missing intermediate certificate; programs do not."),
        N_("Install the intermediate certificate on the server, so that it sends both."),
        _SITE,
        Step.SITE,
    ),
    Fault.TLS_EXPIRED: Entry(
        N_("The certificate of {host} expired{when}."),
        N_("Nobody can be sure who answers there. This computer's date is {today}."),
        N_("Have the certificate renewed on the server; if the date is wrong, set the clock."),
        (Field.SITE, Field.COMPUTER),
        Step.SITE,
    ),
    Fault.TLS_NOT_YET_VALID: Entry(
        N_("The certificate of {host} is not valid yet{when}."),
        N_("Most often this computer's clock is wrong. It says {today}."),
        N_("Set date and time of this computer, then test again."),
        (Field.COMPUTER, Field.SITE),
        Step.SITE,
    ),
    Fault.TLS_WRONG_NAME: Entry(
        N_("The server at {host} has a certificate for another name{names}."),
        N_("The address has a slip, or the request landed on a different server."),
        N_("Use the exact name from the browser's address bar, or replace the certificate."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.TLS_TOO_OLD: Entry(
        N_("{host} offers only outdated encryption."),
        N_("{what} Keys that are sent that way wouldn't be safe."),
        N_("Ask whoever runs the server to turn on TLS 1.2 or 1.3 with current ciphers."),
        _SITE,
        Step.SITE,
    ),
    Fault.TLS_NOT_TLS: Entry(
        N_("{host} does not answer with encryption on port {port}."),
        N_("Plain HTTP or another service runs there; keys are never sent that way."),
        N_("Use the address and port that open ConnectWise PSA with https in the browser."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.TLS_CLIENT_CERTIFICATE: Entry(
        N_("{host} accepts only computers that present a client certificate."),
        N_("Hire2Retire can't present one, so the link can't work through this address."),
        N_("Ask whoever runs the server for an address without client certificates."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.SITE_NOT_CONNECTWISE: Entry(
        N_("{host} responded, but not as a ConnectWise PSA."),
        N_("It sent {what} where ConnectWise describes the company.{also}"),
        N_("Compare the address with the browser's address bar while ConnectWise PSA is open."),
        _SITE,
        Step.SITE,
    ),
    Fault.SITE_REDIRECTED: Entry(
        N_("{host} points to {where}."),
        N_("Keys are sent only to the address you entered, so h2r-link doesn't follow."),
        N_("{advice}"),
        _SITE,
        Step.SITE,
    ),
    Fault.SITE_BLOCKED: Entry(
        N_("{who} blocked the request to {host}."),
        N_("It responded with {what}{reference}, so nothing is known about the values."),
        N_("Ask whoever runs it to allow API requests from here and from Hire2Retire.{quote}"),
        (Field.NETWORK, Field.SITE),
        Step.SITE,
    ),
    Fault.SITE_GATEWAY: Entry(
        N_("A sign-in gateway protects {host}."),
        N_("It responded with {what}. Hire2Retire's cloud can't get through it either."),
        N_("Ask whoever runs it to let API requests to {host} through without its sign-in."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.SITE_UNAVAILABLE: Entry(
        N_("{host} isn't available right now."),
        N_("It responded with {what}, as during maintenance or a restart."),
        N_("Wait some minutes, look at ConnectWise's status page, then test again."),
        (Field.SERVICE,),
        Step.SITE,
    ),
}


_SERVICE = (Field.SERVICE,)
_ROLE = (Field.ROLE,)

CONNECTWISE: dict[Fault, Entry] = {
    Fault.COMPANY_UNKNOWN: Entry(
        N_("{host} doesn't know this Company ID."),
        N_("It's the short name in the Company box of the ConnectWise sign-in page.{hint}"),
        N_("Sign out of ConnectWise and copy the text in Company. A sandbox has its own."),
        (Field.COMPANY_ID,),
        Step.SITE,
    ),
    Fault.KEYS_REFUSED: Entry(
        N_("ConnectWise didn't accept this pair of keys."),
        N_(
            "One is wrong, they're swapped or deleted, "
            "or the key or the API member is inactive.{also}"
        ),
        N_("Create new keys: API member › API Keys › + › Description › Save, and copy both."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.CLIENT_ID_REFUSED: Entry(
        N_("ConnectWise didn't accept the Client ID."),
        N_("It isn't approved yet, mistyped, or of type Private for another owner.{also}"),
        N_("Compare it with the Client ID page of ConnectWise's developer site."),
        (Field.CLIENT_ID,),
        Step.CLIENT_ID,
    ),
    Fault.SIGN_IN_UNCLEAR: Entry(
        N_("{who} refused the sign-in without saying which value is wrong."),
        N_("In order of likelihood: {causes}."),
        N_("Check them in this order. The API Logs tab of the API member may say more."),
        (*_KEYS, Field.COMPANY_ID, Field.CLIENT_ID, Field.SITE),
        Step.LINK,
    ),
    Fault.RIGHT_MISSING: Entry(
        N_("{rights}."),
        N_("The role grants too little for Hire2Retire to do its work."),
        N_("In ConnectWise open System › Security Roles › the role, correct this, then Save."),
        _ROLE,
        Step.ROLE,
    ),
    Fault.RIGHT_EXCESS: Entry(
        N_("The role grants more than Hire2Retire needs: {rights}."),
        N_("The link works; a smaller role does less harm if a key is lost."),
        N_("In ConnectWise open System › Security Roles › the role and set these to None."),
        _ROLE,
        Step.ROLE,
    ),
    Fault.RIGHT_UNKNOWN: Entry(
        N_("Some rights couldn't be checked: {rights}."),
        N_("{why}"),
        N_("Compare these rows with System › Security Roles, or see the member's API Logs tab."),
        _ROLE,
        Step.ROLE,
    ),
    Fault.BOARDS_NONE_VISIBLE: Entry(
        N_("Sign-in works, but no active {kind} is visible."),
        N_("The member's Level, Location, or board access hides it, or none is active."),
        N_("Open System › Members › API Members › the member, and check Level and board access."),
        (Field.MEMBER,),
        Step.MEMBER,
    ),
    Fault.WRITE_REFUSED: Entry(
        N_("The test ticket was not created."),
        N_("The reason: {what}."),
        N_("Compare the role's ticket rows and the board, then try again."),
        (Field.ROLE, Field.SERVICE),
        Step.ROLE,
    ),
    Fault.WRITE_NO_DEFAULT_TEAM: Entry(
        N_("The test ticket was not created: the board {board} has no default team."),
        N_("ConnectWise gives every new ticket to the default team of its board."),
        N_(
            "Choose another board, or set a default team: "
            "Setup Tables › Service or Project Board › Teams."
        ),
        _SERVICE,
        Step.LINK,
    ),
    Fault.WRITE_LEFT_BEHIND: Entry(
        N_("The test ticket {number} was created, but not closed or deleted."),
        N_("The reason: {what}."),
        N_("Close or delete ticket {number} in ConnectWise by hand."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.RATE_LIMITED: Entry(
        N_("{host} accepts only a limited number of requests ({tries} tries, {what})."),
        N_("{product} sets this limit. The five values aren't the cause."),
        N_("Wait a few minutes, then test again. If it stays, ask for a higher limit."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.SERVICE_ERROR: Entry(
        N_("{who} reported an error ({what})."),
        N_("Number of tries: {tries}. Whether the values play a part isn't known."),
        N_("Wait some minutes, look at ConnectWise's status page, then test again."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.SERVICE_TIMEOUT: Entry(
        N_("The test was not finished within {seconds} seconds."),
        N_("ConnectWise or the network answers too slowly."),
        N_("Test again; on the command line, --timeout allows more time."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.BAD_REPLY: Entry(
        N_("ConnectWise's answer could not be read: {what}."),
        N_("Something between this computer and ConnectWise may have changed it."),
        N_("Test again; if it stays, save the support file and send it to RoboMQ."),
        _SERVICE,
        Step.LINK,
    ),
}


CATALOGUE: dict[Fault, Entry] = {**VALUES, **CONNECTION, **CONNECTWISE}
