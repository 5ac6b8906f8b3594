"""Vocabulary: words of names of the five values, and words that say whose a name is."""

from __future__ import annotations

OURS = frozenset({"connectwise", "cw", "cwm", "cwpsa", "manage", "psa", "cwmanage"})
ANY_PSA = frozenset({"manage", "psa"})
PUBLIC = frozenset({"public", "pub", "publique", "publica", "pubblica", "publieke", "openbare"})
PUBLIC_DE = frozenset({"offentlicher", "offentlichen", "offentliche", "oeffentlicher"})
PRIVATE = frozenset(
    {"private", "priv", "privater", "privaten", "prive", "privee", "privada", "privata"}
)
SECRET = frozenset({"secret", "secrete", "secreta", "geheime", "geheimer", "geheimen"})
KEY = frozenset(
    {"key", "keys", "schlussel", "schluessel", "sleutel", "cle", "clave", "chave", "chiave", "half"}
)
ID = frozenset({"id", "guid", "identifier", "identifiant", "identificador", "kennung"})
CLIENT = frozenset({"client", "cliente"})
COMPANY = frozenset(
    {
        *("company", "firma", "firmen", "unternehmen", "unternehmens", "bedrijf", "bedrijfs"),
        *("societe", "entreprise", "empresa", "azienda", "tenant"),
    }
)
COMPANY_TOO = frozenset({"short", "code", "login", "database", "identity", "nick", "slug"})
SITE = frozenset(
    {
        *("url", "uri", "site", "server", "host", "hostname", "fqdn", "address", "endpoint"),
        *("domain", "instance", "link", "adresse", "adres", "direccion", "serveur", "servidor"),
        *("sitio", "website", "cloud", "environment", "seite", "indirizzo", "endereco"),
    }
)
SITE_TOO = frozenset({"root", "base", "web", "login", "region", "page"})
LOOSE_SITE = frozenset({"root", "base"})
USER = frozenset({"user", "username", "userid", "login", "benutzer", "benutzername", "usuario"})
PASSWORD = frozenset(
    {
        *("password", "pass", "passwd", "pwd", "passwort", "kennwort", "wachtwoord", "contrasena"),
        *("passe", "passphrase"),
    }
)
VALUE = frozenset({"value", "default", "content", "wert", "valeur", "valor", "waarde", "data"})
NAME = frozenset({"name", "key", "label", "field", "title", "variable", "parameter", "setting"})
FILL = frozenset(
    {
        *("api", "rest", "my", "the", "our", "your", "new", "current", "a", "an", "of", "for"),
        *("from", "in", "to", "and", "is", "prod", "production", "live", "primary", "env", "var"),
        *("vars", "tf", "config", "settings", "conf", "cfg", "param", "params", "parameters"),
        *("secrets", "const", "let", "string", "str", "set", "setx", "export", "declare"),
        *("readonly", "final", "static", "hire2retire", "h2r", "robomq", "integration", "apis"),
        *("integrations", "member", "members", "account", "credentials", "credential", "creds"),
        *("auth", "authentication", "application", "app", "process", "os", "environ", "getenv"),
        *("self", "this", "options", "opts", "headers", "header", "connection", "connections"),
        *("info", "request", "args", "arg", "add", "ticketing", "ticket", "tickets", "msp"),
        *("system", "de", "la", "le", "l", "el", "der", "die", "das", "het", "un"),
        *("mot", "sandbox"),
        *("staging", "test", "dev", "type", "global", "script", "service", "tab", "uat", "stage"),
        *("text", "full", "developer", "http", "https", "basic", "what", "which", "it", "that"),
        *("dim", "val", "mut"),
        *("here", "use", "please", "note", "notes"),
        *("rem", "generated", "issued", "custom", "v1", "v2", "nr", "no", "with", "as", "on", "at"),
    }
)
OTHER_PART_OF_OURS = frozenset(
    {"automate", "control", "screenconnect", "rmm", "asio", "cpq", "sell", "view", "labtech"}
)
STALE = frozenset(
    {
        *("old", "previous", "former", "revoked", "expired", "inactive", "deprecated", "disabled"),
        *("deleted", "replaced", "retired", "obsolete", "unused", "rotated", "outdated", "invalid"),
        *("alt", "alte", "alter", "ancienne", "ancien", "antigua", "antiguo", "oude", "wrong"),
    }
)
NEVER = STALE | {
    *("callback", "webhook", "redirect", "session", "cookie", "proxy", "logo", "portal", "docs"),
    *("support", "image", "help", "picture", "avatar"),
}
BRANDS = frozenset(
    {
        *("azure", "aad", "entra", "graph", "msgraph", "microsoft", "m365", "o365", "office"),
        *("office365", "google", "gcp", "gmail", "aws", "s3", "github", "gitlab", "slack", "teams"),
        *("discord", "stripe", "paypal", "twilio", "sendgrid", "mailgun", "smtp", "imap", "jwt"),
        *("nextauth", "auth0", "okta", "oidc", "oauth", "oauth2", "saml", "sso", "vapid", "ssh"),
        *("rsa", "pgp", "gpg", "tls", "ssl", "sftp", "ftp", "ninja", "ninjaone", "ninjarmm"),
        *("huntress", "halo", "halopsa", "haloitsm", "autotask", "datto", "kaseya", "bms", "vsa"),
        *("itglue", "hudu", "syncro", "atera", "superops", "pax8", "liongard", "auvik", "rewst"),
        *("automate", "labtech", "screenconnect", "rmm", "asio", "cpq", "sell", "quosal"),
        *("brightgauge", "itboost", "duo", "sentinelone", "crowdstrike", "sophos", "bitdefender"),
        *("webroot", "veeam", "acronis", "axcient", "meraki", "unifi", "cisco", "fortinet"),
        *("zendesk", "jira", "confluence", "atlassian", "freshdesk", "freshservice", "servicenow"),
        *("salesforce", "hubspot", "quickbooks", "qbo", "xero", "openai", "anthropic", "supabase"),
        *("firebase", "mongo", "mongodb", "redis", "postgres", "postgresql", "mysql", "mssql"),
        *("db", "sql", "rabbitmq", "kafka", "cloudflare", "dns", "recaptcha", "captcha", "sentry"),
        *("datadog", "elastic", "n8n", "zapier", "bitwarden", "keeper", "lastpass", "1password"),
        *("onepassword", "passportal", "keycloak", "bamboohr", "workday", "adp"),
        *("paylocity", "ukg"),
        *("rippling", "gusto", "greenhouse", "paycom", "cipp", "threatlocker", "blackpoint"),
        *("proofpoint", "mimecast", "knowbe4", "knowbe", "addigy", "jamf", "intune", "timezest"),
        *("cloudradial", "deskdirector", "connectbooster", "domotz", "rapidfire"),
        *("cyberqp", "plaid"),
        *("shopify", "square", "docusign", "dropbox", "box", "zoom", "webex", "ringcentral", "3cx"),
        *("vonage", "pagerduty", "opsgenie", "statuspage", "grafana", "prometheus"),
        *("influx", "snipe"),
        *("snipeit", "lansweeper", "printix", "pulseway", "nable", "ncentral", "n-able", "comet"),
        *("backblaze", "b2", "wasabi", "minio", "linode", "digitalocean", "hetzner", "vercel"),
        *("netlify", "heroku", "docker", "npm", "nuget", "pypi", "django", "flask", "laravel"),
        *("rails", "deploy", "signing", "encryption", "license", "licence", "telegram", "whatsapp"),
        *("facebook", "twitter", "linkedin", "instagram", "apple", "apns", "fcm"),
        *("pusher", "algolia"),
        *("mapbox", "maps", "turnstile", "hcaptcha", "clerk", "mailchimp", "postmark", "resend"),
    }
)
GROUPS = (
    *(PUBLIC, PUBLIC_DE, PRIVATE, SECRET, KEY, ID, CLIENT, COMPANY, COMPANY_TOO, SITE),
    *(SITE_TOO, USER, PASSWORD, VALUE, NAME, FILL, OURS),
)
KNOWN: frozenset[str] = frozenset().union(*GROUPS)
TELLING = KNOWN - FILL
# Where words are written without a break, only these are told apart.
JOINABLE = frozenset(
    word
    for word in (*PUBLIC, *PRIVATE, *KEY, *ID, *CLIENT, *COMPANY, *SITE, *SITE_TOO, *OURS)
    if len(word) > 1
) | {"api", "name", "secret", "rest"}
