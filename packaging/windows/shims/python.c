/* What python.org's python.exe is: one call into the library. For tests under wine only. */
#include <wchar.h>
#include <windows.h>
__declspec(dllimport) int Py_Main(int count, wchar_t **given);
#ifdef WINDOWED
int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, LPWSTR line, int show)
{
    return Py_Main(__argc, __wargv);
}
#else
int wmain(int count, wchar_t **given)
{
    return Py_Main(count, given);
}
#endif
