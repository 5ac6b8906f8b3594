"""What macOS reads about the application before it starts it."""

from __future__ import annotations

import product


def information() -> dict[str, object]:
    """Return the content of Info.plist beyond what PyInstaller writes by itself."""
    major, minor, patch = product.numbers()
    return {
        "CFBundleDisplayName": product.TITLE,
        "CFBundleIdentifier": product.IDENTIFIER.replace("_", "-"),
        "CFBundleName": product.NAME,
        "CFBundleShortVersionString": f"{major}.{minor}.{patch}",
        "CFBundleVersion": f"{major}.{minor}.{patch}",
        "LSApplicationCategoryType": "public.app-category.business",
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "NSPrincipalClass": "NSApplication",
        "NSRequiresAquaSystemAppearance": False,
    }
