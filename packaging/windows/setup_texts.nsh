; What Setup and the uninstaller say, in the languages of their pages; UTF-8.
!macro Texts language running bits administrator system newer folder left data
LangString Running ${LANG_${language}} "${running}"
LangString Bits ${LANG_${language}} "${bits}"
LangString Administrator ${LANG_${language}} "${administrator}"
LangString System ${LANG_${language}} "${system}"
LangString Newer ${LANG_${language}} "${newer}"
LangString Folder ${LANG_${language}} "${folder}"
LangString Left ${LANG_${language}} "${left}"
LangString Data ${LANG_${language}} "${data}"
!macroend

!insertmacro Texts ENGLISH \
  "${TITLE} is running. Close it, then try again." \
  "${TITLE} needs 64-bit Windows." \
  "Only an administrator can install for all users. Run Setup as administrator, or omit /AllUsers." \
  "The SYSTEM account can install only for all users. Omit /CurrentUser." \
  "Version $0 of ${TITLE} is installed, which is newer than ${VERSION}. To go back, uninstall it first." \
  "For all users, ${TITLE} must be installed below $PROGRAMFILES64." \
  "The installed version couldn't be removed." \
  "My connections and keys"
!insertmacro Texts GERMAN \
  "${TITLE} läuft. Schließen Sie es und versuchen Sie es dann erneut." \
  "${TITLE} benötigt 64-Bit-Windows." \
  "Nur ein Administrator kann für alle Benutzer installieren. Starten Sie Setup als Administrator oder lassen Sie /AllUsers weg." \
  "Das Konto SYSTEM kann nur für alle Benutzer installieren. Lassen Sie /CurrentUser weg." \
  "Version $0 von ${TITLE} ist installiert und neuer als ${VERSION}. Deinstallieren Sie sie zuerst, um zurückzugehen." \
  "Für alle Benutzer muss ${TITLE} unter $PROGRAMFILES64 installiert werden." \
  "Die installierte Version konnte nicht entfernt werden." \
  "Meine Verbindungen und Schlüssel"
!insertmacro Texts FRENCH \
  "${TITLE} est en cours d’exécution. Fermez-le, puis réessayez." \
  "${TITLE} nécessite Windows 64 bits." \
  "Seul un administrateur peut installer pour tous les utilisateurs. Démarrez Setup en tant qu’administrateur, ou retirez /AllUsers." \
  "Le compte SYSTEM ne peut installer que pour tous les utilisateurs. Retirez /CurrentUser." \
  "La version $0 de ${TITLE} est installée ; elle est plus récente que ${VERSION}. Désinstallez-la d’abord pour revenir en arrière." \
  "Pour tous les utilisateurs, ${TITLE} doit être installé sous $PROGRAMFILES64." \
  "La version installée n’a pas pu être supprimée." \
  "Mes connexions et mes clés"
!insertmacro Texts SPANISH \
  "${TITLE} se está ejecutando. Ciérrelo y vuelva a intentarlo." \
  "${TITLE} necesita Windows de 64 bits." \
  "Solo un administrador puede instalar para todos los usuarios. Inicie Setup como administrador u omita /AllUsers." \
  "La cuenta SYSTEM solo puede instalar para todos los usuarios. Omita /CurrentUser." \
  "Está instalada la versión $0 de ${TITLE}, que es más reciente que la ${VERSION}. Desinstálela primero para volver atrás." \
  "Para todos los usuarios, ${TITLE} debe instalarse dentro de $PROGRAMFILES64." \
  "No se pudo quitar la versión instalada." \
  "Mis conexiones y claves"
!insertmacro Texts DUTCH \
  "${TITLE} is geopend. Sluit het en probeer het opnieuw." \
  "${TITLE} vereist 64-bits Windows." \
  "Alleen een beheerder kan voor alle gebruikers installeren. Start Setup als beheerder of laat /AllUsers weg." \
  "Het account SYSTEM kan alleen voor alle gebruikers installeren. Laat /CurrentUser weg." \
  "Versie $0 van ${TITLE} is geïnstalleerd en is nieuwer dan ${VERSION}. Verwijder die eerst om terug te gaan." \
  "Voor alle gebruikers moet ${TITLE} onder $PROGRAMFILES64 worden geïnstalleerd." \
  "De geïnstalleerde versie kon niet worden verwijderd." \
  "Mijn verbindingen en sleutels"
