"""Electronic licences (电子证照): types, issue, look-up, revocation, verification.

Owned words: a *type* (证照类型) says who may hold a licence, which fields its face has and how long
it lives; a *licence* (证照) is one issued version of one number; its *face* (照面) is what the
holder reads on it; its *identifier* (证照标识, GB/T 36904) names it for ever; its *proof* is the
SM2 signature over document and metadata that travels at the end of the file; a *finding* is what
anybody learns by checking a licence.

Stands on `base`, and on `directory`, `identity` and `access` for issuers, holders and the record
of who looked at what.
"""
