"""Definitions and runs of processes: what happens inside "under review" (审查) of a case.

Owned words: a *definition* (流程定义) is a BPMN 2.0 drawing or decision table (决策表) of one kind,
published in versions that never change; a *run* (流程实例) is one such drawing being walked through
for one reference, with the versions pinned on the day it began; a *task* (环节) waits for somebody
in a role, several at once if the drawing says so; an *outcome* is one of six fixed words with
which a task is completed. The legal states of a case are not here: the house `cases` starts a
run, completes its tasks and acts upon how it ends.

Stands on `base`, on the departments of `directory` and on the roles of `access`. `rules` walks
the drawings (ADR 0016); nothing in them is ever evaluated.
"""
