"""Texts of the faults in ConnectWise: company, sign-in, rights, boards, test ticket, service."""

from __future__ import annotations

from wizard.domain.catalogue_entry import Entry
from wizard.domain.faults import Blame, Fault, Step
from wizard.domain.wording import mark

_SERVICE = (Blame.SERVICE,)
_ROLE = (Blame.ROLE,)
_KEYS = (Blame.PUBLIC_KEY, Blame.PRIVATE_KEY)

CONNECTWISE: dict[Fault, Entry] = {
    Fault.COMPANY_UNKNOWN: Entry(
        mark("{host} doesn't know this Company ID."),
        mark("It's the short name in the Company box of the ConnectWise sign-in page.{hint}"),
        mark("Sign out of ConnectWise and copy the text in Company. A sandbox has its own."),
        (Blame.COMPANY_ID,),
        Step.SITE,
    ),
    Fault.KEYS_REFUSED: Entry(
        mark("ConnectWise didn't accept this pair of keys."),
        mark(
            "One is wrong, they're swapped or deleted, "
            "or the key or the API member is inactive.{also}"
        ),
        mark("Create new keys: API member › API Keys › + › Description › Save, and copy both."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.CLIENT_ID_REFUSED: Entry(
        mark("ConnectWise didn't accept the Client ID."),
        mark("It isn't approved yet, mistyped, or of type Private for another owner.{also}"),
        mark("Compare it with the Client ID page of ConnectWise's developer site."),
        (Blame.CLIENT_ID,),
        Step.CLIENT_ID,
    ),
    Fault.SIGN_IN_UNCLEAR: Entry(
        mark("{who} refused the sign-in without saying which value is wrong."),
        mark("In order of likelihood: {causes}."),
        mark("Check them in this order. The API Logs tab of the API member may say more."),
        (*_KEYS, Blame.COMPANY_ID, Blame.CLIENT_ID, Blame.SITE),
        Step.LINK,
    ),
    Fault.RIGHT_MISSING: Entry(
        mark("{rights}."),
        mark("The role grants too little for Hire2Retire to do its work."),
        mark("In ConnectWise open System › Security Roles › the role, correct this, then Save."),
        _ROLE,
        Step.ROLE,
    ),
    Fault.RIGHT_EXCESS: Entry(
        mark("The role grants more than Hire2Retire needs: {rights}."),
        mark("The link works; a smaller role does less harm if a key is lost."),
        mark("In ConnectWise open System › Security Roles › the role and set these to None."),
        _ROLE,
        Step.ROLE,
    ),
    Fault.RIGHT_UNKNOWN: Entry(
        mark("Some rights couldn't be checked: {rights}."),
        mark("{why}"),
        mark("Compare these rows with System › Security Roles, or see the member's API Logs tab."),
        _ROLE,
        Step.ROLE,
    ),
    Fault.BOARDS_NONE_VISIBLE: Entry(
        mark("Sign-in works, but no active {kind} is visible."),
        mark("The member's Level, Location, or board access hides it, or none is active."),
        mark("Open System › Members › API Members › the member, and check Level and board access."),
        (Blame.MEMBER,),
        Step.MEMBER,
    ),
    Fault.WRITE_REFUSED: Entry(
        mark("The test ticket was not created."),
        mark("The reason: {what}."),
        mark("Compare the role's ticket rows and the board, then try again."),
        (Blame.ROLE, Blame.SERVICE),
        Step.ROLE,
    ),
    Fault.WRITE_NO_DEFAULT_TEAM: Entry(
        mark("The test ticket was not created: the board {board} has no default team."),
        mark("ConnectWise gives every new ticket to the default team of its board."),
        mark(
            "Choose another board, or set a default team: "
            "Setup Tables › Service or Project Board › Teams."
        ),
        _SERVICE,
        Step.LINK,
    ),
    Fault.WRITE_LEFT_BEHIND: Entry(
        mark("The test ticket {number} was created, but not closed or deleted."),
        mark("The reason: {what}."),
        mark("Close or delete ticket {number} in ConnectWise by hand."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.RATE_LIMITED: Entry(
        mark("{host} accepts only a limited number of requests ({tries} tries, {what})."),
        mark("{product} sets this limit. The five values aren't the cause."),
        mark("Wait a few minutes, then test again. If it stays, ask for a higher limit."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.SERVICE_ERROR: Entry(
        mark("{who} reported an error ({what})."),
        mark("Number of tries: {tries}. Whether the values play a part isn't known."),
        mark("Wait some minutes, look at ConnectWise's status page, then test again."),
        _SERVICE,
        Step.LINK,
    ),
    Fault.SERVICE_TIMEOUT: Entry(
        mark("The test was not finished within {seconds} seconds."),
        mark("ConnectWise or the network answers too slowly."),
        mark("Test again; on the command line, --timeout allows more time."),
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
}
