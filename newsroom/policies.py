"""What may a page of ours load and run? The policies that go with it (W3C Content Security Policy Level 3). And what of
ours may the pages of others read?"""

from csp.constants import NONE, SELF, UNSAFE_INLINE

# The public site runs no script at all; `newsroom.headers` loosens this for the admin only.
PUBLIC = {
    "default-src": [NONE],
    "style-src": [SELF],
    "font-src": [SELF],
    "img-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [SELF],
    "manifest-src": [SELF],
}
ADMIN = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "base-uri": [SELF],
    "form-action": [SELF],
    "frame-ancestors": [SELF],
    "object-src": [NONE],
}
# What scripts of any site may read (CORS), without cookies: the API and the files for programs. Not where is written.
READ_BY_SCRIPTS = {
    "CORS_ALLOW_ALL_ORIGINS": True,
    "CORS_ALLOW_METHODS": ("GET", "HEAD", "OPTIONS"),
    "CORS_URLS_REGEX": r"^/(api/(?!wagtail/)|oembed$|data/claims\.|(.+/)?(feed|feed\.ninjs|ninjs|record|annotations)"
    r"\.json$)",
}
