/* Stands in for the frozen Windows program, which is made on Windows only: it holds the mutex of
   the real one while it waits. */
#include <windows.h>
#include <stdio.h>

int main(int count, char **given)
{
    if (count > 1 && !strcmp(given[1], "wait")) {
        CreateMutexW(NULL, FALSE, L"Global\\h2r-link-running");
        puts("running");
        fflush(stdout);
        getchar();
    } else {
        puts(VERSION);
    }
    return 0;
}
