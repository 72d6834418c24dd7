"""The partner's trustees: who signs, with which keys, and what waits for their signatures.

Promises: what is signed is the document's own bytes; a signature is judged by the rules of the public book
and by nothing else; signing keys are never those used to log in; nobody but the trustees can put a
signature here, the administrator included.

Nouns: signer (a trustee, a successor, or an officer who signs a pact), succession (successors take the place
of trustees who cannot be reached), signing key, document (what is to be signed),
signature, ticket (what lets the signing page fetch one document and bring one signature back).

Records: `trustees.set`, `key.replacement_announced`, `key.replacement_stopped`, `key.replaced`,
`key.revoked`, `succession.announced`, `succession.stopped`, `succession.completed`, `request.approved`,
`request.refused`; and whatever record a document becomes when signed.
"""
