"""Texts of the faults in ConnectWise: company, sign-in, rights, boards, test ticket, service."""

from __future__ import annotations

from wizard.domain.catalogue_entry import Entry
from wizard.domain.faults import Field, Fault, Step
from wizard.domain.wording import N_

_SERVICE = (Field.SERVICE,)
_ROLE = (Field.ROLE,)
_KEYS = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)

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
