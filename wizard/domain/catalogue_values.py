"""Texts of the faults that need no connection: the five values, the vault, the program itself."""

from __future__ import annotations

from wizard.domain import faults
from wizard.domain.catalogue_entry import Entry
from wizard.domain.faults import Blame, Fault, Step
from wizard.domain.wording import mark

_SITE = (Blame.SITE,)
_KEYS = (Blame.PUBLIC_KEY, Blame.PRIVATE_KEY)
_COMPUTER = (Blame.COMPUTER,)

VALUES: dict[Fault, Entry] = {
    Fault.VALUE_MISSING: Entry(
        mark("{field} is empty."),
        mark("Hire2Retire needs all five values."),
        mark("Enter the {field}. {where}"),
        faults.VALUES,
        Step.LINK,
    ),
    Fault.VALUE_UNREADABLE: Entry(
        mark("{field} contains {what}."),
        mark("That cannot be part of it; it may have come along with the copy."),
        mark("Copy the {field} again and paste it here. {where}"),
        faults.VALUES,
        Step.LINK,
    ),
    Fault.VALUE_PLACEHOLDER: Entry(
        mark("{field} still contains sample text: {what}."),
        mark("It was copied from instructions or a script, where it stands for the real value."),
        mark("Enter the real {field}. {where}"),
        faults.VALUES,
        Step.LINK,
    ),
    Fault.ADDRESS_UNREADABLE: Entry(
        mark("This is not the address of a ConnectWise PSA: {what}."),
        mark("An address is the full name of a server, such as na.myconnectwise.net."),
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
        mark("{why}"),
        mark("Copy the whole text from the browser's address bar."),
        _SITE,
        Step.SITE,
    ),
    Fault.ADDRESS_UNKNOWN_CLOUD_HOST: Entry(
        mark("{host} looks like ConnectWise's cloud, but is none of its addresses."),
        mark("A cloud address is a region before myconnectwise.net, such as na.myconnectwise.net."),
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
        mark("What was pasted with them shows it."),
        mark("Swap the two."),
        _KEYS,
        Step.KEYS,
    ),
    Fault.KEYS_MIXED_UP: Entry(
        mark("{field} holds {what}."),
        mark("That belongs elsewhere."),
        mark("Enter the value that ConnectWise calls {field}. {where}"),
        (*_KEYS, Blame.CLIENT_ID),
        Step.KEYS,
    ),
    Fault.CLIENT_ID_MALFORMED: Entry(
        mark("This does not have the form of a Client ID: {what}."),
        mark("A Client ID has 32 digits 0-9 and a-f in five groups: 8-4-4-4-12."),
        mark("Copy it again from the Client ID page of ConnectWise's developer site."),
        (Blame.CLIENT_ID,),
        Step.CLIENT_ID,
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
        mark("They leave only an opened vault, and only for the address they were saved for."),
        mark("{advice}"),
        _COMPUTER,
        Step.KEYS,
    ),
    Fault.CANCELLED: Entry(
        mark("The test was stopped."),
        mark("What had not been checked by then is not known."),
        mark("Test again when you are ready."),
        (),
        Step.LINK,
    ),
    Fault.INTERNAL: Entry(
        mark("h2r-link met a defect of its own ({what})."),
        mark("It lies in the program, not in what you entered."),
        mark("Test again; if it stays, save the support file and send it to RoboMQ."),
        (),
        Step.LINK,
    ),
}
