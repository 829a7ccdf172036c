"""统一出件: what cases yield, how it reaches people, who fetched it, where a parcel is.

A thing (出件物) is one decision, licence, paper copy or original of one case.  A consignment
(出件单) holds the things of one applicant that go one way together.  Stands on cases: the law's
limits, the 送达回证 and the conclusion stay there.
"""
