"""Texts of the faults on the way: name, network, proxy, certificate, the wrong server."""

from __future__ import annotations

from wizard.domain.catalogue_entry import Entry
from wizard.domain.faults import Blame, Fault, Step
from wizard.domain.wording import mark

_NETWORK = (Blame.NETWORK,)
_SITE = (Blame.SITE,)
_SITE_OR_NETWORK = (Blame.SITE, Blame.NETWORK)
_CERTIFICATE = (Blame.NETWORK, Blame.COMPUTER, Blame.SITE)

CONNECTION: dict[Fault, Entry] = {
    Fault.NAME_NOT_FOUND: Entry(
        mark("No server called {host} was found."),
        mark("The address may contain a typo, or the name exists only inside another network."),
        mark("Compare the address with the browser's address bar, and open it in the browser."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.DNS_FAILED: Entry(
        mark("This computer couldn't look up {host}: {what}."),
        mark("The address may be right. DNS didn't give it a usable answer."),
        mark("Check the network connection or the VPN, then test again."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.REFUSED: Entry(
        mark("{host} refused or broke off the connection."),
        mark("Nothing answers on that port, or a firewall in between turns it away."),
        mark("Open the address in this computer's browser; if it opens, ask about a firewall."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.TIMEOUT: Entry(
        mark("{host} did not answer within {seconds} seconds."),
        mark("The server is down or slow, or a firewall silently drops the connection."),
        mark("Open the address in this computer's browser, then test again."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.UNREACHABLE: Entry(
        mark("This computer has no network connection to {host}."),
        mark("It's offline, or its network has no route there."),
        mark("Check the network connection or the VPN, then test again."),
        (Blame.NETWORK, Blame.SITE),
        Step.SITE,
    ),
    Fault.PROXY_UNREACHABLE: Entry(
        mark("The proxy {proxy} can't be used: {what}."),
        mark("All traffic from this computer to {host} is set to go through it."),
        mark("Check the proxy settings on the page of your ConnectWise address."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_SIGN_IN: Entry(
        mark("The proxy {proxy} requires a sign-in."),
        mark("It doesn't let h2r-link through: {what}."),
        mark("{advice}"),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_BLOCKED: Entry(
        mark("The proxy {proxy} doesn't allow connections to {host}."),
        mark("It responded {what} instead of connecting."),
        mark("Ask whoever runs the proxy to allow {host}, port {port}."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.PROXY_NO_ROUTE: Entry(
        mark("The proxy {proxy} couldn't reach {host}: {what}."),
        mark("The proxy responded, but it has no connection to that server."),
        mark("Compare the address with the browser's address bar, or ask whoever runs the proxy."),
        _NETWORK,
        Step.SITE,
    ),
    Fault.TLS_UNTRUSTED: Entry(
        mark("This computer doesn't trust the certificate of {host}, issued by {issuer}."),
        mark("The reason: {what}."),
        mark("Ask whoever runs the server or your network about the certificate. {advice}"),
        _CERTIFICATE,
        Step.SITE,
    ),
    Fault.TLS_INTERCEPTED: Entry(
        mark("The connection to {host} goes through TLS inspection by {issuer}."),
        mark("It issued the certificate for {host}, so whoever runs it can read the keys."),
        mark("Ask your network admin to exempt {host} from TLS inspection. {advice}"),
        (Blame.NETWORK, Blame.COMPUTER),
        Step.SITE,
    ),
    Fault.TLS_INCOMPLETE_CHAIN: Entry(
        mark("{host} sends its certificate without the one of its issuer, {issuer}."),
        mark("Browsers often fetch the missing intermediate certificate; programs do not."),
        mark("Install the intermediate certificate on the server, so that it sends both."),
        _SITE,
        Step.SITE,
    ),
    Fault.TLS_EXPIRED: Entry(
        mark("The certificate of {host} expired{when}."),
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
        mark("Use the exact name from the browser's address bar, or replace the certificate."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.TLS_TOO_OLD: Entry(
        mark("{host} offers only outdated encryption."),
        mark("{what} Keys that are sent that way wouldn't be safe."),
        mark("Ask whoever runs the server to turn on TLS 1.2 or 1.3 with current ciphers."),
        _SITE,
        Step.SITE,
    ),
    Fault.TLS_NOT_TLS: Entry(
        mark("{host} does not answer with encryption on port {port}."),
        mark("Plain HTTP or another service runs there; keys are never sent that way."),
        mark("Use the address and port that open ConnectWise PSA with https in the browser."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.TLS_CLIENT_CERTIFICATE: Entry(
        mark("{host} accepts only computers that present a client certificate."),
        mark("Hire2Retire can't present one, so the link can't work through this address."),
        mark("Ask whoever runs the server for an address without client certificates."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.SITE_NOT_CONNECTWISE: Entry(
        mark("{host} responded, but not as a ConnectWise PSA."),
        mark("It sent {what} where ConnectWise describes the company.{also}"),
        mark("Compare the address with the browser's address bar while ConnectWise PSA is open."),
        _SITE,
        Step.SITE,
    ),
    Fault.SITE_REDIRECTED: Entry(
        mark("{host} points to {where}."),
        mark("Keys are sent only to the address you entered, so h2r-link doesn't follow."),
        mark("{advice}"),
        _SITE,
        Step.SITE,
    ),
    Fault.SITE_BLOCKED: Entry(
        mark("{who} blocked the request to {host}."),
        mark("It responded with {what}{reference}, so nothing is known about the values."),
        mark("Ask whoever runs it to allow API requests from here and from Hire2Retire.{quote}"),
        (Blame.NETWORK, Blame.SITE),
        Step.SITE,
    ),
    Fault.SITE_GATEWAY: Entry(
        mark("A sign-in gateway protects {host}."),
        mark("It responded with {what}. Hire2Retire's cloud can't get through it either."),
        mark("Ask whoever runs it to let API requests to {host} through without its sign-in."),
        _SITE_OR_NETWORK,
        Step.SITE,
    ),
    Fault.SITE_UNAVAILABLE: Entry(
        mark("{host} isn't available right now."),
        mark("It responded with {what}, as during maintenance or a restart."),
        mark("Wait some minutes, look at ConnectWise's status page, then test again."),
        (Blame.SERVICE,),
        Step.SITE,
    ),
}
