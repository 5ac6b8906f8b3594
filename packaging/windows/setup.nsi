; The installer for people: one file, a double click, no question that is not needed.
; Given by setup.py: FILE_ENDING FILE_TITLE NAME TITLE VERSION NUMBERS PUBLISHER HOMEPAGE MUTEX ICON OUTPUT KIBIBYTES INSTALLED REMOVED; TEST_BUILD only for programs that are not to be released
; Exit codes: 0 done, 1 cancelled, 2 failed, 3 h2r-link is running, 4 a newer version is installed,
; 5 not into this folder, 6 not as this user. The uninstaller goes on as a copy of itself and returns 0
; at once; with _?=FOLDER as the last switch it stays where it is, and its exit code is seen.
Target amd64-unicode
Unicode true
!include MUI2.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include LogicLib.nsh
!include Sections.nsh
!include x64.nsh

!define ENTRY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define CLASSES "Software\Classes"
!define FILE_CLASS "${NAME}.file"
!define RUNNING 3
!define NEWER 4
!define FOLDER 5
!define ACCOUNT 6

Name "${TITLE}"
OutFile "${OUTPUT}"
SetCompressor /SOLID lzma
; Larger than the program, so that a library which lies there twice is packed once; in MiB.
SetCompressorDictSize 80
RequestExecutionLevel user
ManifestDPIAware true
ManifestLongPathAware true
ManifestSupportedOS all
SetDateSave off
CRCCheck force
BrandingText "${TITLE} ${VERSION}"
Icon "${ICON}"
UninstallIcon "${ICON}"
VIProductVersion "${NUMBERS}"
VIFileVersion "${NUMBERS}"
VIAddVersionKey ProductName "${TITLE}"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME} Setup"
VIAddVersionKey CompanyName "${PUBLISHER}"
VIAddVersionKey LegalCopyright "${PUBLISHER}"
!ifdef TEST_BUILD
VIAddVersionKey PrivateBuild "${TEST_BUILD}"
!endif

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}-gui.exe"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE AcceptFolder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_PAGE_CUSTOMFUNCTION_SHOW OfferStart
!insertmacro MUI_PAGE_FINISH
; What goes: the program and, if wanted, what it keeps of this user.
!define MUI_COMPONENTSPAGE_NODESC
!define MUI_PAGE_CUSTOMFUNCTION_SHOW un.HideSpace
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE German
!insertmacro MUI_LANGUAGE French
!insertmacro MUI_LANGUAGE Spanish
!insertmacro MUI_LANGUAGE Dutch
!include /CHARSET=UTF8 setup_texts.nsh

Var Everybody ; 1: for all users of this computer, below Program Files
Var Before ; folder of the version that is installed, or empty
Var Made ; 1: the folder was made by an installer of h2r-link

!macro Stop code text
  MessageBox MB_OK|MB_ICONEXCLAMATION "${text}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend

; The program holds two mutexes as long as it runs. For all users, everybody's program counts: it
; uses the files. For one user, only programs of this session do, so that nobody else holds it up.
; Denied access is an answer, too.
!macro WaitForEnd
  StrCpy $2 "Local\${MUTEX}"
  ${If} $Everybody = 1
    StrCpy $2 "Global\${MUTEX}"
  ${EndIf}
  ${Do}
    System::Call 'kernel32::OpenMutexW(i 0x100000, i 0, w r2) p .r0 ?e'
    Pop $1
    ${If} $0 P<> 0
      System::Call 'kernel32::CloseHandle(p r0)'
    ${ElseIf} $1 != 5
      ${ExitDo}
    ${EndIf}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(Running)" \
      /SD IDCANCEL IDRETRY +3
    SetErrorLevel ${RUNNING}
    Quit
  ${Loop}
!macroend

; File types are read again: SHCNE_ASSOCCHANGED.
!macro TellExplorer
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend

!macro IsSystem result
  StrCpy ${result} 0
  ${If} $PROFILE == "$WINDIR\System32\config\systemprofile"
  ${OrIf} $PROFILE == "$WINDIR\SysWOW64\config\systemprofile"
    StrCpy ${result} 1
  ${EndIf}
!macroend

; For all users when elevated or told so; per user otherwise, and when an elevated user asks for it.
!macro ChooseUsers
  SetRegView 64
  ${GetParameters} $0
  UserInfo::GetAccountType
  Pop $1
  StrCpy $Everybody 0
  ${If} $1 == "Admin"
    StrCpy $Everybody 1
  ${EndIf}
  !insertmacro IsSystem $3
  ClearErrors
  ${GetOptions} $0 "/AllUsers" $2
  ${IfNot} ${Errors}
    ${If} $1 != "Admin"
      !insertmacro Stop ${ACCOUNT} "$(Administrator)"
    ${EndIf}
    StrCpy $Everybody 1
  ${EndIf}
  ClearErrors
  ${GetOptions} $0 "/CurrentUser" $2
  ${IfNot} ${Errors}
    ${If} $3 = 1
      !insertmacro Stop ${ACCOUNT} "$(System)"
    ${EndIf}
    StrCpy $Everybody 0
  ${EndIf}
  ${If} $Everybody = 1
    SetShellVarContext all
  ${Else}
    SetShellVarContext current
  ${EndIf}
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    !insertmacro Stop 2 "$(Bits)"
  ${EndIf}
  !insertmacro ChooseUsers
  ReadRegStr $Before SHCTX "${ENTRY}" "InstallLocation"
  ReadRegStr $0 SHCTX "${ENTRY}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 = 1
      !insertmacro Stop ${NEWER} "$(Newer)"
    ${EndIf}
  ${EndIf}
  ${If} $INSTDIR == ""
    ${If} $Before != ""
      StrCpy $INSTDIR $Before
    ${ElseIf} $Everybody = 1
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
    ${Else}
      StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${EndIf}
  ${EndIf}
  ${If} ${Silent}
    Call AcceptFolder
  ${EndIf}
  !insertmacro WaitForEnd
FunctionEnd

; An elevated Setup starts nothing: the program would be elevated, too.
Function OfferStart
  UserInfo::GetAccountType
  Pop $0
  ${If} $0 == "Admin"
    SendMessage $mui.FinishPage.Run ${BM_SETCHECK} ${BST_UNCHECKED} 0
    ShowWindow $mui.FinishPage.Run ${SW_HIDE}
  ${EndIf}
FunctionEnd

; What runs for everybody must not lie where anybody may change it.
Function AcceptFolder
  ${If} $Everybody = 1
    System::Call 'kernel32::GetFullPathNameW(w "$INSTDIR", i ${NSIS_MAX_STRLEN}, w .r0, p 0)'
    StrLen $1 "$PROGRAMFILES64\"
    StrCpy $2 $0 $1
    ${If} $2 != "$PROGRAMFILES64\"
      MessageBox MB_OK|MB_ICONEXCLAMATION "$(Folder)" /SD IDOK
      ${If} ${Silent}
        SetErrorLevel ${FOLDER}
        Quit
      ${EndIf}
      Abort
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  StrCpy $Made 0
  ReadRegDWORD $Made SHCTX "${ENTRY}" "FolderMade"
  ${If} $Before != ""
  ${AndIf} ${FileExists} "$Before\uninstall.exe"
    ; The version before removes what it brought; a copy of it, so that it can remove itself.
    InitPluginsDir
    CopyFiles /SILENT "$Before\uninstall.exe" "$PLUGINSDIR\before.exe"
    ${If} $Everybody = 1
      ExecWait '"$PLUGINSDIR\before.exe" /S /AllUsers _?=$Before' $0
    ${Else}
      ExecWait '"$PLUGINSDIR\before.exe" /S /CurrentUser _?=$Before' $0
    ${EndIf}
    ${If} $0 <> 0
      !insertmacro Stop 2 "$(Left)"
    ${EndIf}
  ${EndIf}
  ${IfNot} ${FileExists} "$INSTDIR\*.*"
    StrCpy $Made 1
  ${ElseIf} $Before != $INSTDIR
    StrCpy $Made 0
  ${EndIf}
  !include "${INSTALLED}"
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\${NAME}-gui.exe"
  Call Register
SectionEnd

Function Register
  StrCpy $0 "/CurrentUser"
  ${If} $Everybody = 1
    StrCpy $0 "/AllUsers"
  ${EndIf}
  WriteRegStr SHCTX "${ENTRY}" "DisplayName" "${TITLE}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${ENTRY}" "DisplayIcon" "$INSTDIR\${NAME}-gui.exe"
  WriteRegStr SHCTX "${ENTRY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${ENTRY}" "URLInfoAbout" "${HOMEPAGE}"
  WriteRegStr SHCTX "${ENTRY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${ENTRY}" "UninstallString" '"$INSTDIR\uninstall.exe" $0'
  WriteRegStr SHCTX "${ENTRY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S $0'
  WriteRegDWORD SHCTX "${ENTRY}" "EstimatedSize" ${KIBIBYTES}
  WriteRegDWORD SHCTX "${ENTRY}" "NoModify" 1
  WriteRegDWORD SHCTX "${ENTRY}" "NoRepair" 1
  WriteRegDWORD SHCTX "${ENTRY}" "FolderMade" $Made
  WriteRegStr SHCTX "${CLASSES}\${FILE_CLASS}" "" "${FILE_TITLE}"
  WriteRegStr SHCTX "${CLASSES}\${FILE_CLASS}\DefaultIcon" "" "$INSTDIR\${NAME}-gui.exe,0"
  WriteRegStr SHCTX "${CLASSES}\${FILE_CLASS}\shell\open\command" "" '"$INSTDIR\${NAME}-gui.exe" "%1"'
  WriteRegStr SHCTX "${CLASSES}\.${FILE_ENDING}" "" "${FILE_CLASS}"
  WriteRegStr SHCTX "${CLASSES}\.${FILE_ENDING}\OpenWithProgids" "${FILE_CLASS}" ""
  !insertmacro TellExplorer
FunctionEnd

; First, before the program goes: it alone knows which entries of Windows Credential Manager are this
; user's. What it can't delete it leaves, with the connections that name it.
Section /o "un.$(Data)" DATA
  nsExec::Exec '"$INSTDIR\${NAME}.exe" delete-data --yes'
  Pop $0
  ${If} $0 != 0
    DetailPrint "delete-data: $0"
  ${EndIf}
SectionEnd

Section "un.${TITLE}"
  SectionIn RO
  ReadRegDWORD $Made SHCTX "${ENTRY}" "FolderMade"
  !include "${REMOVED}"
  Delete "$INSTDIR\uninstall.exe"
  ; Out of the folder, which could not be removed otherwise; and only if it is empty and was made here.
  SetOutPath "$TEMP"
  ${If} $Made = 1
    RMDir "$INSTDIR"
  ${EndIf}
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegKey SHCTX "${ENTRY}"
  DeleteRegKey SHCTX "${CLASSES}\${FILE_CLASS}"
  DeleteRegValue SHCTX "${CLASSES}\.${FILE_ENDING}\OpenWithProgids" "${FILE_CLASS}"
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.${FILE_ENDING}\OpenWithProgids"
  ; Another program may have taken the ending since.
  ReadRegStr $0 SHCTX "${CLASSES}\.${FILE_ENDING}" ""
  ${If} $0 == "${FILE_CLASS}"
    DeleteRegValue SHCTX "${CLASSES}\.${FILE_ENDING}" ""
  ${EndIf}
  DeleteRegKey /ifempty SHCTX "${CLASSES}\.${FILE_ENDING}"
  !insertmacro TellExplorer
SectionEnd

Function un.onInit
  !insertmacro ChooseUsers
  ${GetParameters} $0
  ClearErrors
  ${GetOptions} $0 "/DeleteData" $1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DATA}
  ${EndIf}
  !insertmacro WaitForEnd
FunctionEnd

; Removing needs no space: the line below the list would say 0 KB.
Function un.HideSpace
  FindWindow $0 "#32770" "" $HWNDPARENT
  GetDlgItem $0 $0 1023
  ShowWindow $0 ${SW_HIDE}
FunctionEnd
