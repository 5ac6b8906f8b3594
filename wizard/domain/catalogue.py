"""The catalogue of faults: for each exactly one text, the values it blames, the step that mends it.

A text has three parts: what happened, why, what to do. Placeholders are filled from `Problem.details`.
"""

from __future__ import annotations

from dataclasses import dataclass
from string import Formatter

from wizard.domain.faults import VALUES, Blame, Fault, Step
from wizard.domain.wording import mark


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the catalogue: the three sentences (source language), what it blames, the step."""

    happened: str
    why: str
    fix: str
    blames: tuple[Blame, ...]
    step: Step

    @property
    def placeholders(self) -> frozenset[str]:
        """Names that `Problem.details` must hold."""
        texts = (self.happened, self.why, self.fix)
        return frozenset(name for t in texts for _, name, _, _ in Formatter().parse(t) if name)


_NETWORK = (Blame.NETWORK,)
_SERVICE = (Blame.SERVICE,)
_COMPUTER = (Blame.COMPUTER,)
_SITE = (Blame.SITE,)
_KEYS = (Blame.PUBLIC_KEY, Blame.PRIVATE_KEY)
_CERTIFICATE = (Blame.NETWORK, Blame.COMPUTER, Blame.SITE)

CATALOGUE: dict[Fault, Entry] = {
    Fault.VALUE_MISSING: Entry(
        mark("{field} is empty."),
        mark("Hire2Retire needs all five values."),
        mark("Enter {field}. {where}"),
        VALUES,
        Step.LINK,
    ),
    Fault.VALUE_UNREADABLE: Entry(
        mark("{field} contains {what}."),
        mark("That cannot be part of it."),
        mark("Copy {field} again and paste it here. {where}"),
        VALUES,
        Step.LINK,
    ),
    Fault.ADDRESS_UNREADABLE: Entry(
        mark("This is not the address of a ConnectWise PSA: {what}."),
        "",
        mark("Copy it from the browser's address bar while you are signed in to ConnectWise PSA."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_PLACEHOLDER: Entry(
        mark("The address still contains example text: {what}."),
        mark("It was copied from instructions, where it stands for your own address."),
        mark("Copy it from the browser's address bar while you are signed in to ConnectWise PSA."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_OTHER_PRODUCT: Entry(
        mark("{host} belongs to {product}, not to ConnectWise PSA."),
        mark("Hire2Retire opens its tickets in ConnectWise PSA (formerly Manage)."),
        mark("Sign in to ConnectWise PSA and copy the address from the browser's address bar."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_INCOMPLETE: Entry(
        mark("“{what}” is only a part of the address."),
        mark("The full name of the server is needed, for example na.myconnectwise.net."),
        mark("Copy the whole text from the browser's address bar."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_UNKNOWN_CLOUD_HOST: Entry(
        mark("{host} looks like ConnectWise's cloud, but is none of its addresses."),
        mark("Cloud addresses are a region and myconnectwise.net, such as na.myconnectwise.net."),
        mark("{advice}"),
        _SITE,
        Step.SITE,
    ),
    Fault.KEYS_SAME_TWICE: Entry(
        mark("Public key and Private key are the same text."),
        mark("ConnectWise always makes two different keys."),
        mark("Copy the missing one again, or make a new pair if the private key is gone."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.KEYS_SWAPPED: Entry(
        mark("Public key and Private key are swapped."),
        mark("The pasted labels say so."),
        mark("Exchange the two."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.KEYS_MIXED_UP: Entry(
        mark("{field} contains {what}."),
        mark("It belongs elsewhere."),
        mark("Enter the value that ConnectWise calls {field}. {where}"),
        (*_KEYS, Blame.CLIENT_ID),
        Step.KEYS,
    ),
    Fault.CLIENT_ID_MALFORMED: Entry(
        mark("This is not a complete Client ID: {what}."),
        mark("A Client ID has 32 digits 0-9 and a-f in five groups: 8-4-4-4-12."),
        mark("Copy it again from the Client ID page of ConnectWise's developer site."),
        (Blame.CLIENT_ID,),
        Step.CLIENT_ID,
    ),
    Fault.NAME_NOT_FOUND: Entry(
        mark("No server called {host} was found."),
        mark("The address has a typing slip, or this computer cannot look up names right now."),
        mark("Compare the address with the browser's address bar, and open it in the browser."),
        (Blame.SITE, Blame.NETWORK),
        Step.SITE,
    ),
    Fault.REFUSED: Entry(
        mark("{host} refused or broke off the connection."),
        mark("Nothing answers on that port, or a firewall in between turns it away."),
        mark("Open the address in this computer's browser; if it opens there, ask about a firewall."),
        (Blame.SITE, Blame.NETWORK),
        Step.SITE,
    ),
    Fault.TIMEOUT: Entry(
        mark("{host} did not answer within {seconds} seconds."),
        mark("The server is down, or a firewall silently drops the connection."),
        mark("Open the address in this computer's browser, then test again."),
        (Blame.SITE, Blame.NETWORK),
        Step.SITE,
    ),
    Fault.UNREACHABLE: Entry(
        mark("There is no way from this computer to {host}."),
        mark("This computer is offline, or its network has no route there."),
        mark("Check the network connection or the VPN, then test again."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_UNREACHABLE: Entry(
        mark("The proxy {proxy} cannot be used: {what}."),
        mark("All traffic of this computer to {host} is meant to go through it."),
        mark("Check the proxy settings on the page of your ConnectWise address."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_SIGN_IN: Entry(
        mark("The proxy {proxy} asks for a sign-in."),
        mark("It does not let h2r-link through without a user name and password."),
        mark("Enter them under Proxy on the page of your ConnectWise address."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_BLOCKED: Entry(
        mark("The proxy {proxy} does not allow connections to {host}."),
        mark("It answered {what} instead of connecting."),
        mark("Ask whoever runs the proxy to allow {host}, port {port}."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.TLS_UNTRUSTED: Entry(
        mark("This computer does not trust the certificate of {host}, issued by {issuer}."),
        mark("It is self-signed, or its authority is not in the computer's certificate store."),
        mark("Add the authority {issuer} to {store}, or have the server's certificate replaced."),
        _CERTIFICATE,
        Step.SITE,
    ),
    Fault.TLS_INTERCEPTED: Entry(
        mark("{issuer} opens the encrypted connection to {host}."),
        mark("It is an inspection product of this network: whoever runs it can read the keys."),
        mark("Have {host} excluded from inspection, or add the authority {issuer} to {store}."),
        (Blame.NETWORK, Blame.COMPUTER),
        Step.SITE,
    ),
    Fault.TLS_INCOMPLETE_CHAIN: Entry(
        mark("{host} sends its certificate without the one of its issuer, {issuer}."),
        mark("Browsers often fetch the missing intermediate certificate themselves; programs do not."),
        mark("Install the intermediate certificate on the server, so that it sends the full chain."),
        _SITE,
        Step.SITE,
    ),
    Fault.TLS_EXPIRED: Entry(
        mark("The certificate of {host} has expired{when}."),
        mark("Nobody can be sure who answers there. This computer's date is {today}."),
        mark("Have the certificate renewed on the server; if the date is wrong, set the clock."),
        (Blame.SITE, Blame.COMPUTER),
        Step.SITE,
    ),
    Fault.TLS_NOT_YET_VALID: Entry(
        mark("The certificate of {host} is not valid yet{when}."),
        mark("Most often this computer's clock is wrong. It says {today}."),
        mark("Set date and time of this computer, then test again."),
        (Blame.COMPUTER, Blame.SITE),
        Step.SITE,
    ),
    Fault.TLS_WRONG_NAME: Entry(
        mark("The server at {host} has a certificate for another name{names}."),
        mark("The address has a slip, or the request landed on a different server."),
        mark("Use the exact name from the browser's address bar, or have the certificate replaced."),
        (Blame.SITE, Blame.NETWORK),
        Step.SITE,
    ),
    Fault.TLS_TOO_OLD: Entry(
        mark("{host} offers only outdated encryption."),
        mark("It supports neither TLS 1.2 nor TLS 1.3, so the keys would not be safe."),
        mark("Have TLS 1.2 or newer switched on at the server."),
        _SITE,
        Step.SITE,
    ),
    Fault.TLS_NOT_TLS: Entry(
        mark("{host} does not answer with encryption on port {port}."),
        mark("Plain HTTP or another service runs there; keys are never sent that way."),
        mark("Use the address and port that open ConnectWise PSA with https in the browser."),
        (Blame.SITE, Blame.NETWORK),
        Step.SITE,
    ),
    Fault.SITE_NOT_CONNECTWISE: Entry(
        mark("{host} answers, but not as a ConnectWise PSA."),
        mark("It sent {what} where ConnectWise describes the company."),
        mark("Compare the address with the browser's address bar while ConnectWise PSA is open."),
        _SITE,
        Step.SITE,
    ),
    Fault.SITE_REDIRECTED: Entry(
        mark("{host} points elsewhere: {where}."),
        mark("Keys are sent only to the address you entered, so h2r-link does not follow."),
        mark("If that is your ConnectWise PSA, enter that address instead."),
        _SITE,
        Step.SITE,
    ),
    Fault.SITE_BLOCKED: Entry(
        mark("Something in front of {host} does not let this computer in."),
        mark("It answered {what}: a firewall, an allow-list or a sign-in page in between."),
        mark("Ask whoever runs it to allow this computer, and later Hire2Retire's addresses."),
        (Blame.NETWORK, Blame.SITE),
        Step.SITE,
    ),
    Fault.SITE_UNAVAILABLE: Entry(
        mark("{host} is not available right now."),
        mark("It answered {what}, as during maintenance or a restart."),
        mark("Wait some minutes, look at ConnectWise's status page, then test again."),
        _SERVICE,
        Step.SITE,
    ),
    Fault.COMPANY_UNKNOWN: Entry(
        mark("{host} does not know this Company ID."),
        mark("It is the short name in the Company box of the ConnectWise sign-in page."),
        mark("Sign out of ConnectWise and copy what stands in Company. A sandbox has its own."),
        (Blame.COMPANY_ID, Blame.SITE),
        Step.SITE,
    ),
    Fault.KEYS_REFUSED: Entry(
        mark("ConnectWise does not accept this pair of keys."),
        mark("One is wrong or swapped, the pair was deleted, or key or API member are inactive."),
        mark("Make a new pair: member › API Keys › + › Description › Save, and copy both keys."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.CLIENT_ID_REFUSED: Entry(
        mark("ConnectWise does not accept the Client ID."),
        mark("It is not approved yet, mistyped, or of type Private for another owner."),
        mark("Compare it with the Client ID page of ConnectWise's developer site."),
        (Blame.CLIENT_ID,),
        Step.CLIENT_ID,
    ),
    Fault.SIGN_IN_UNCLEAR: Entry(
        mark("ConnectWise refused the sign-in without saying which value is wrong."),
        mark("In order of likelihood: {causes}."),
        mark("Check them in this order. The API Logs tab of the API member may say more."),
        (Blame.PUBLIC_KEY, Blame.PRIVATE_KEY, Blame.COMPANY_ID, Blame.CLIENT_ID, Blame.SITE),
        Step.LINK,
    ),
    Fault.RIGHT_MISSING: Entry(
        mark("{rights}."),
        mark("Hire2Retire cannot do its work without it."),
        mark("In ConnectWise open System › Security Roles › the role, set it, then Save."),
        (Blame.ROLE,),
        Step.ROLE,
    ),
    Fault.RIGHT_EXCESS: Entry(
        mark("The role grants more than Hire2Retire needs: {rights}."),
        mark("The link works; a smaller role does less harm if a key is lost."),
        mark("In ConnectWise open System › Security Roles › the role and set these to None."),
        (Blame.ROLE,),
        Step.ROLE,
    ),
    Fault.RIGHT_UNKNOWN: Entry(
        mark("Some rights could not be read: {rights}."),
        mark("ConnectWise does not show this member its own rights in full."),
        mark("Compare these rows with System › Security Roles, or see the member's API Logs tab."),
        (Blame.ROLE,),
        Step.ROLE,
    ),
    Fault.BOARDS_NONE_VISIBLE: Entry(
        mark("Sign-in works, but no active service board can be seen."),
        mark("The member's Level, Location or Restrict Board Access hides them, or none is active."),
        mark("Open System › Members › API Members › the member, check Level and board access."),
        (Blame.MEMBER,),
        Step.MEMBER,
    ),
    Fault.WRITE_REFUSED: Entry(
        mark("The test ticket was not created."),
        mark("ConnectWise turned it down: {what}."),
        mark("Compare the role's Service Tickets row and the board, then try again."),
        (Blame.ROLE, Blame.SERVICE),
        Step.ROLE,
    ),
    Fault.WRITE_NO_DEFAULT_TEAM: Entry(
        mark("The test ticket was not created: the board {board} has no default team."),
        mark("ConnectWise gives every new ticket to the default team of its board."),
        mark("Choose another board, or set a default team: Setup Tables › Service Board › Teams."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.WRITE_LEFT_BEHIND: Entry(
        mark("The test ticket {number} was created, but not closed or deleted."),
        mark("ConnectWise turned that down: {what}."),
        mark("Close or delete ticket {number} in ConnectWise by hand."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.RATE_LIMITED: Entry(
        mark("ConnectWise is busy and asked to wait ({tries} tries)."),
        mark("Too many programs ask it at the same time."),
        mark("Wait a minute, then test again."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.SERVICE_ERROR: Entry(
        mark("ConnectWise reported an error of its own ({what})."),
        mark("It kept failing after {tries} tries; the values are not the cause."),
        mark("Wait some minutes, look at ConnectWise's status page, then test again."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.SERVICE_TIMEOUT: Entry(
        mark("The test was not finished within {seconds} seconds."),
        mark("ConnectWise or the network answers too slowly."),
        mark("Test again; if it stays slow, allow more time with --timeout."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.BAD_REPLY: Entry(
        mark("ConnectWise's answer could not be read: {what}."),
        mark("Something between this computer and ConnectWise may have changed it."),
        mark("Test again; if it stays, save the support file and send it to RoboMQ."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.VAULT_UNAVAILABLE: Entry(
        mark("This computer has no safe place for keys: {what}."),
        mark("Without it the keys stay in memory and are gone when h2r-link closes."),
        mark("{advice}"),
        _COMPUTER,
        Step.KEYS,
    ),
    Fault.VAULT_LOCKED: Entry(
        mark("The stored keys cannot be used: {what}."),
        mark("They are given out only from the opened vault and for the address they were saved for."),
        mark("{advice}"),
        _COMPUTER,
        Step.KEYS,
    ),
    Fault.CANCELLED: Entry(
        mark("You stopped the test."), "", mark("Test again when you are ready."), (), Step.LINK
    ),
    Fault.INTERNAL: Entry(
        mark("h2r-link met a defect of its own ({what})."),
        mark("Your values are not the cause and nothing was lost."),
        mark("Test again; if it stays, save the support file and send it to RoboMQ."),
        (),
        Step.LINK,
    ),
}
