"""Definitions and runs of processes: what happens inside "under review" (审查) of a case.

Owned words: a *definition* (流程定义) is a BPMN 2.0 drawing of one kind, published in versions that
never change; a *run* (流程实例) is one such drawing being walked through for one reference, with
the version pinned on the day it began; a *task* (环节) waits for somebody in a role; an *outcome*
is one of four fixed words with which a task is completed.  The legal states of a case are not here:
the house `cases` starts a run, completes its tasks and acts upon how it ends.

Stands on `base` and on the roles of `access`.  SpiffWorkflow walks the drawings; only
`services.engine` runs it.
"""
