"""Pages for staff: take in, examine, decide, supervise; one folder a journey.

`work` is the list one begins with, `walkin` takes in people at the counter, `intake` and `review`
are the steps of a case, which all stand on one page (`casepage`), `supervision` and `operate`
watch.  Stands on every house below; decides nothing.
"""
