"""The root of every exception that the program itself raises.

::

    WizardError
        AssetNotFoundError              a file that ships with the program is missing
        CapsuleError                    a request or answer between colleagues can't be used
            UnreadableCapsuleError      it is damaged, or for somebody else
        ConnectFailedError              no connection was made
        DecryptionError                 a file was not encrypted for this key
        LinkTestAbortedError            the test was stopped, or its time is over
        LookUpFailedError               name resolution failed, and why is known
        LookUpUnfinishedError           name resolution was abandoned
        NewerVersionError               a newer release wrote the document
        NoLettersError                  the window has no font to write with
        NoResponseError                 no complete response was received
        OutsidePracticeError            practice was about to leave this computer
        ProxyUnusableError              the proxy setting can't be used
        StoppedError                    the user stopped a command
        StorageError                    a file can't be written, or is damaged
        StuckError                      a page of the tour didn't reach its state
        TicketRefusedError              no test ticket was made, and none will be
        TooMuchDataError                a response is larger than any sound one
        TooSlowError                    an answer did not come in time
        TunnelRefusedError              the proxy did not open the tunnel
        UnfitFileError                  a file is none that the program would write
        UnreadableConditionError        practice: the condition of a query has no meaning
        UnreadableDraftError            a document is not a draft
        UnusableInputError              the command line or its input can't be used
        UnusableRecordError             practice: a record is turned down
        VaultError                      the system's vault did not do what was asked
        _RefusedError                   practice: a request is refused before it is read
"""

from __future__ import annotations


class WizardError(Exception):
    """Root of the tree."""
