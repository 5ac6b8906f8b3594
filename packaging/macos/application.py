"""What macOS reads about the application before it starts it."""

from __future__ import annotations

import product

_FILE_TYPE = f"{product.IDENTIFIER.replace('_', '-')}.file"


def information() -> dict[str, object]:
    """Return the content of Info.plist beyond what PyInstaller writes by itself."""
    major, minor, patch = product.numbers()
    return {
        "CFBundleDisplayName": product.TITLE,
        "CFBundleIdentifier": product.IDENTIFIER.replace("_", "-"),
        "CFBundleName": product.NAME,
        "CFBundleShortVersionString": f"{major}.{minor}.{patch}",
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": product.FILE_TITLE,
                "CFBundleTypeRole": "Editor",
                "LSHandlerRank": "Owner",
                "LSItemContentTypes": [_FILE_TYPE],
            }
        ],
        "UTExportedTypeDeclarations": [
            {
                "UTTypeIdentifier": _FILE_TYPE,
                "UTTypeDescription": product.FILE_TITLE,
                "UTTypeConformsTo": ["public.data"],
                "UTTypeTagSpecification": {
                    "public.filename-extension": [product.FILE_ENDING],
                    "public.mime-type": [product.FILE_TYPE],
                },
            }
        ],
        "CFBundleVersion": f"{major}.{minor}.{patch}",
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,
    }
