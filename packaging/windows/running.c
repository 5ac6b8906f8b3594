/* An MSI asks for every session, also when it installs for one user. Asked by the MSI before it changes anything: is the program running, in whoever's session?
   It holds a mutex as long as it runs; denied access is an answer, too. */
#include <windows.h>
#include <msi.h>
#include <msiquery.h>

UINT __stdcall CheckRunning(MSIHANDLE install)
{
    HANDLE mutex = OpenMutexW(SYNCHRONIZE, FALSE, L"Global\\" MUTEX);
    MSIHANDLE record;

    if (!mutex && GetLastError() != ERROR_ACCESS_DENIED)
        return ERROR_SUCCESS;
    if (mutex)
        CloseHandle(mutex);
    record = MsiCreateRecord(1);
    MsiRecordSetStringW(record, 0, L"Hire2Retire Link is running. Close it, then start again.");
    MsiProcessMessage(install, INSTALLMESSAGE_ERROR, record);
    MsiCloseHandle(record);
    return ERROR_INSTALL_FAILURE;
}
