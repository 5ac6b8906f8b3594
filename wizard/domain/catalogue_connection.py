"""Texts of the faults on the way: name, network, proxy, certificate, the wrong server."""

from __future__ import annotations

from wizard.domain.catalogue_entry import Entry
from wizard.domain.faults import Field, Fault, Step
from wizard.domain.wording import N_

_NETWORK = (Field.NETWORK,)
_SITE = (Field.SITE,)
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
