"""Texts of the faults that need no connection: the five values, the vault, the program itself."""

from __future__ import annotations

from wizard.domain import faults
from wizard.domain.catalogue_entry import Entry
from wizard.domain.faults import Field, Fault, Step
from wizard.domain.wording import N_

_SITE = (Field.SITE,)
_KEYS = (Field.PUBLIC_KEY, Field.PRIVATE_KEY)
_COMPUTER = (Field.COMPUTER,)

VALUES: dict[Fault, Entry] = {
    Fault.VALUE_MISSING: Entry(
        N_("{field} is empty."),
        N_("Hire2Retire needs all five values."),
        N_("Enter the {field}. {where}"),
        faults.VALUES,
        Step.LINK,
    ),
    Fault.VALUE_UNREADABLE: Entry(
        N_("{field} contains {what}."),
        N_("That cannot be part of it; it may have come along with the copy."),
        N_("Copy the {field} again and paste it here. {where}"),
        faults.VALUES,
        Step.LINK,
    ),
    Fault.VALUE_PLACEHOLDER: Entry(
        N_("{field} still contains sample text: {what}."),
        N_("It was copied from instructions or a script, where it stands for the real value."),
        N_("Enter the real {field}. {where}"),
        faults.VALUES,
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
