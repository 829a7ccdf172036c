"""The life of licences after their issue: acts, objections, batches, blank paper."""

import importlib

import django.db.models.deletion
from django.db import migrations, models

import tongban.base.fields
import tongban.licences.rules.acts
import tongban.licences.rules.objections
import tongban.licences.rules.paper
import tongban.licences.rules.states

GUARD = """
CREATE OR REPLACE FUNCTION licences_keep_signed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a licence is ended, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.id, NEW.holder_id, NEW.type_id, NEW.issuer_id, NEW.region_id, NEW.identifier,
        NEW.serial, NEW.version, NEW.issued_on, NEW.valid_from, NEW.metadata, NEW.document_digest,
        NEW.key_id, NEW.signature, NEW.qr_text, NEW.origin, NEW.source, NEW.created_at)
       IS DISTINCT FROM
       (OLD.id, OLD.holder_id, OLD.type_id, OLD.issuer_id, OLD.region_id, OLD.identifier,
        OLD.serial, OLD.version, OLD.issued_on, OLD.valid_from, OLD.metadata, OLD.document_digest,
        OLD.key_id, OLD.signature, OLD.qr_text, OLD.origin, OLD.source, OLD.created_at)
       OR NEW.valid_until IS DISTINCT FROM OLD.valid_until THEN
        RAISE EXCEPTION 'what was signed cannot change' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state = 'ended' AND (NEW.state, NEW.ended_on, NEW.ended_kind, NEW.replaced_by)
       IS DISTINCT FROM (OLD.state, OLD.ended_on, OLD.ended_kind, OLD.replaced_by) THEN
        RAISE EXCEPTION 'an ended licence stays ended' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.trust_grade IN ('B', 'C', 'D') AND NEW.trust_grade > OLD.trust_grade THEN
        RAISE EXCEPTION 'a grade is only raised' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION licences_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER licence_act_append_only BEFORE UPDATE OR DELETE ON licences_licenceact
    FOR EACH ROW EXECUTE FUNCTION licences_append_only();
CREATE TRIGGER licence_batch_append_only BEFORE UPDATE OR DELETE ON licences_licencebatch
    FOR EACH ROW EXECUTE FUNCTION licences_append_only();
CREATE TRIGGER licence_paper_append_only BEFORE UPDATE OR DELETE ON licences_papermovement
    FOR EACH ROW EXECUTE FUNCTION licences_append_only();

CREATE FUNCTION licences_keep_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a sheet is voided, never deleted' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.type_id, NEW.serial) IS DISTINCT FROM (OLD.type_id, OLD.serial) THEN
        RAISE EXCEPTION 'a sheet keeps its number' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF OLD.state <> 'blank' AND (OLD.state, NEW.state) IS DISTINCT FROM ('used', 'void')
       OR OLD.licence_id IS NOT NULL AND NEW.licence_id IS DISTINCT FROM OLD.licence_id THEN
        RAISE EXCEPTION 'a sheet is used once' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER licence_sheet_keeps BEFORE UPDATE OR DELETE ON licences_papersheet
    FOR EACH ROW EXECUTE FUNCTION licences_keep_sheet();
"""
UNGUARD = """
DROP TRIGGER licence_sheet_keeps ON licences_papersheet;
DROP FUNCTION licences_keep_sheet();
DROP TRIGGER licence_paper_append_only ON licences_papermovement;
DROP TRIGGER licence_batch_append_only ON licences_licencebatch;
DROP TRIGGER licence_act_append_only ON licences_licenceact;
DROP FUNCTION licences_append_only();
"""
_BEFORE = importlib.import_module("tongban.licences.migrations.0002_guards").GUARD
UNGUARD += _BEFORE.partition("CREATE TRIGGER")[0].replace("CREATE FUNC", "CREATE OR REPLACE FUNC")


class Migration(migrations.Migration):
    dependencies = [("licences", "0003_types")]

    operations = [
        migrations.CreateModel(
            name="LicenceAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("step", models.CharField(max_length=8)),
                ("reason", models.CharField(max_length=500)),
                ("legal_ground", models.CharField(max_length=500)),
                ("document_number", models.CharField(blank=True, max_length=100)),
                ("document_name", models.CharField(blank=True, max_length=200)),
                ("document_digest", models.CharField(blank=True, max_length=64)),
                ("case_number", models.CharField(blank=True, max_length=50)),
                ("effective_on", models.DateField()),
                ("details", models.JSONField(default=dict)),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_account", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=100)),
                ("actor_post", models.CharField(blank=True, max_length=100)),
                ("decided_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="LicenceBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=64)),
                ("number", models.CharField(max_length=64)),
                ("content_digest", models.CharField(max_length=64)),
                ("accepted", models.BooleanField()),
                ("rows", models.PositiveIntegerField()),
                ("created", models.PositiveIntegerField(default=0)),
                ("updated", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("errors", models.PositiveIntegerField(default=0)),
                ("warnings", models.PositiveIntegerField(default=0)),
                ("findings", models.JSONField(default=list)),
                ("received_at", models.DateTimeField()),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_account", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=100)),
            ],
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", tongban.base.fields.EncryptedTextField(max_length=1000)),
                ("made_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        default=tongban.licences.rules.objections.Outcome["OPEN"], max_length=10
                    ),
                ),
                ("answer", tongban.base.fields.EncryptedTextField(blank=True, max_length=1000)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("successor", models.CharField(blank=True, max_length=160)),
            ],
        ),
        migrations.CreateModel(
            name="PaperMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("move", models.CharField(max_length=8)),
                ("first", models.CharField(blank=True, max_length=32)),
                ("last", models.CharField(blank=True, max_length=32)),
                ("count", models.PositiveIntegerField()),
                ("place", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("expected", models.PositiveIntegerField(null=True)),
                ("found", models.PositiveIntegerField(null=True)),
                ("missing", models.JSONField(default=list)),
                ("actor_account", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PaperSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=32)),
                ("place", models.CharField(blank=True, max_length=60)),
                (
                    "state",
                    models.CharField(
                        default=tongban.licences.rules.paper.SheetState["BLANK"], max_length=8
                    ),
                ),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WaitingAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                ("wish", tongban.base.fields.EncryptedJSONField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("dropped_because", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="licence",
            name="licence_one_in_force",
        ),
        migrations.RemoveConstraint(
            model_name="licence",
            name="licence_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="licence",
            name="licence_end_complete",
        ),
        migrations.AddField(
            model_name="licence",
            name="check_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="expiry_told_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="licence",
            name="origin",
            field=models.CharField(
                default=tongban.licences.rules.states.Origin["ISSUED"], max_length=10
            ),
        ),
        migrations.AddField(
            model_name="licence",
            name="replaced_by",
            field=models.CharField(blank=True, max_length=160),
        ),
        migrations.AddField(
            model_name="licence",
            name="source",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="licence",
            name="suspended_on",
            field=models.DateField(null=True),
        ),
        migrations.AlterField(
            model_name="licence",
            name="document_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="licence",
            name="file_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="licence",
            name="preview_digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AlterField(
            model_name="licence",
            name="qr_text",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AlterField(
            model_name="licence",
            name="state",
            field=models.CharField(
                default=tongban.licences.rules.states.State["VALID"], max_length=12
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(
                fields=["type", "issuer", "serial", "version"], name="licence_by_serial"
            ),
        ),
        migrations.AddIndex(
            model_name="licence",
            index=models.Index(
                condition=models.Q(
                    ("expiry_told_on", None),
                    (
                        "state__in",
                        [
                            tongban.licences.rules.states.State["VALID"],
                            tongban.licences.rules.states.State["SUSPENDED"],
                        ],
                    ),
                    ("valid_until__isnull", False),
                ),
                fields=["valid_until", "id"],
                name="licence_expiry_untold",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tongban.licences.rules.states.State["VALID"],
                            tongban.licences.rules.states.State["SUSPENDED"],
                        ],
                    )
                ),
                fields=("type", "issuer", "number_index"),
                name="licence_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tongban.licences.rules.states.State["VALID"],
                            tongban.licences.rules.states.State["SUSPENDED"],
                            tongban.licences.rules.states.State["ENDED"],
                        ],
                    )
                ),
                name="licence_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "origin__in",
                        [
                            tongban.licences.rules.states.Origin["ISSUED"],
                            tongban.licences.rules.states.Origin["COLLECTED"],
                            tongban.licences.rules.states.Origin["CONVERTED"],
                            tongban.licences.rules.states.Origin["COMPARED"],
                        ],
                    )
                ),
                name="licence_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("origin", tongban.licences.rules.states.Origin["ISSUED"]), _negated=True
                    ),
                    models.Q(
                        models.Q(("document_digest", ""), _negated=True),
                        models.Q(("file_digest", ""), _negated=True),
                        models.Q(("qr_text", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="licence_issued_has_document",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", tongban.licences.rules.states.State["SUSPENDED"]), _negated=True
                    ),
                    ("suspended_on__isnull", False),
                    _connector="OR",
                ),
                name="licence_suspended_since",
            ),
        ),
        migrations.AddConstraint(
            model_name="licence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_kind", ""),
                        ("ended_on__isnull", True),
                        ("ended_reason", ""),
                        ("replaced_by", ""),
                        (
                            "state__in",
                            [
                                tongban.licences.rules.states.State["VALID"],
                                tongban.licences.rules.states.State["SUSPENDED"],
                            ],
                        ),
                    ),
                    models.Q(
                        (
                            "ended_kind__in",
                            [
                                tongban.licences.rules.states.Ending["ANNULLED"],
                                tongban.licences.rules.states.Ending["WITHDRAWN"],
                                tongban.licences.rules.states.Ending["FORFEITED"],
                                tongban.licences.rules.states.Ending["CANCELLED"],
                                tongban.licences.rules.states.Ending["LAPSED"],
                            ],
                        ),
                        ("ended_on__isnull", False),
                        ("state", tongban.licences.rules.states.State["ENDED"]),
                        models.Q(("ended_reason", ""), _negated=True),
                        models.Q(("legal_ground", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="licence_end_complete",
            ),
        ),
        migrations.AddField(
            model_name="licenceact",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.subject"
            ),
        ),
        migrations.AddField(
            model_name="licenceact",
            name="licence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="licences.licence",
            ),
        ),
        migrations.AddField(
            model_name="licencebatch",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.department",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="issuer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.department",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="licence",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="licences.licence",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="identity.subject"
            ),
        ),
        migrations.AddField(
            model_name="papermovement",
            name="licence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="paper_movements",
                to="licences.licence",
            ),
        ),
        migrations.AddField(
            model_name="papermovement",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="licences.licencetype",
            ),
        ),
        migrations.AddField(
            model_name="papermovement",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.department",
            ),
        ),
        migrations.AddField(
            model_name="papersheet",
            name="licence",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="licences.licence",
            ),
        ),
        migrations.AddField(
            model_name="papersheet",
            name="type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="licences.licencetype",
            ),
        ),
        migrations.AddField(
            model_name="papersheet",
            name="unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="directory.department",
            ),
        ),
        migrations.AddField(
            model_name="waitingact",
            name="act",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waiting",
                to="licences.licenceact",
            ),
        ),
        migrations.AddConstraint(
            model_name="licenceact",
            constraint=models.UniqueConstraint(
                fields=("licence", "place"), name="licence_act_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="licenceact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "step__in",
                        [
                            tongban.licences.rules.acts.Step["CHANGE"],
                            tongban.licences.rules.acts.Step["REPLACE"],
                            tongban.licences.rules.acts.Step["RENEW"],
                            tongban.licences.rules.acts.Step["CORRECT"],
                            tongban.licences.rules.acts.Step["INSPECT"],
                            tongban.licences.rules.acts.Step["REVIEW"],
                            tongban.licences.rules.acts.Step["ENDORSE"],
                            tongban.licences.rules.acts.Step["SUSPEND"],
                            tongban.licences.rules.acts.Step["RESUME"],
                            tongban.licences.rules.acts.Step["ANNUL"],
                            tongban.licences.rules.acts.Step["WITHDRAW"],
                            tongban.licences.rules.acts.Step["FORFEIT"],
                            tongban.licences.rules.acts.Step["CANCEL"],
                            tongban.licences.rules.acts.Step["LAPSE"],
                            tongban.licences.rules.acts.Step["RAISE"],
                        ],
                    )
                ),
                name="licence_act_step_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="licenceact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("legal_ground", ""), _negated=True),
                ),
                name="licence_act_grounded",
            ),
        ),
        migrations.AddIndex(
            model_name="licencebatch",
            index=models.Index(fields=["unit", "-received_at", "-id"], name="licence_batch_recent"),
        ),
        migrations.AddConstraint(
            model_name="licencebatch",
            constraint=models.UniqueConstraint(
                fields=("source", "number"), name="licence_batch_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="licencebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("accepted", True), ("errors", 0)),
                    models.Q(
                        ("accepted", False),
                        ("created", 0),
                        ("errors__gt", 0),
                        ("unchanged", 0),
                        ("updated", 0),
                    ),
                    _connector="OR",
                ),
                name="licence_batch_all_or_nothing",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                fields=["issuer", "outcome", "made_at", "id"], name="licence_objections"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("outcome", tongban.licences.rules.objections.Outcome["OPEN"])),
                fields=("licence", "subject"),
                name="licence_objection_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        [
                            tongban.licences.rules.objections.Outcome["OPEN"],
                            tongban.licences.rules.objections.Outcome["CORRECTED"],
                            tongban.licences.rules.objections.Outcome["REFUSED"],
                        ],
                    )
                ),
                name="licence_objection_outcome_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_at__isnull", True),
                        ("outcome", tongban.licences.rules.objections.Outcome["OPEN"]),
                    ),
                    models.Q(
                        models.Q(
                            ("outcome", tongban.licences.rules.objections.Outcome["OPEN"]),
                            _negated=True,
                        ),
                        ("answered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="licence_objection_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="papermovement",
            index=models.Index(fields=["unit", "-at", "-id"], name="licence_paper_recent"),
        ),
        migrations.AddIndex(
            model_name="papermovement",
            index=models.Index(fields=["type", "first", "last"], name="licence_paper_range"),
        ),
        migrations.AddConstraint(
            model_name="papermovement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "move__in",
                        [
                            tongban.licences.rules.paper.Move["RECEIVE"],
                            tongban.licences.rules.paper.Move["HAND_OUT"],
                            tongban.licences.rules.paper.Move["RETURN"],
                            tongban.licences.rules.paper.Move["USE"],
                            tongban.licences.rules.paper.Move["REPRINT"],
                            tongban.licences.rules.paper.Move["VOID"],
                            tongban.licences.rules.paper.Move["COUNT"],
                        ],
                    )
                ),
                name="licence_paper_move_known",
            ),
        ),
        migrations.AddIndex(
            model_name="papersheet",
            index=models.Index(
                condition=models.Q(("state", tongban.licences.rules.paper.SheetState["BLANK"])),
                fields=["unit", "type", "place", "serial"],
                name="licence_sheet_blank",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.UniqueConstraint(
                fields=("type", "serial"), name="licence_sheet_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            tongban.licences.rules.paper.SheetState["BLANK"],
                            tongban.licences.rules.paper.SheetState["USED"],
                            tongban.licences.rules.paper.SheetState["VOID"],
                        ],
                    )
                ),
                name="licence_sheet_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", tongban.licences.rules.paper.SheetState["BLANK"]), _negated=True
                    ),
                    models.Q(("licence__isnull", True), ("used_at__isnull", True)),
                    _connector="OR",
                ),
                name="licence_sheet_blank_is_unused",
            ),
        ),
        migrations.AddConstraint(
            model_name="papersheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", tongban.licences.rules.paper.SheetState["USED"]), _negated=True
                    ),
                    models.Q(("licence__isnull", False), ("used_at__isnull", False)),
                    _connector="OR",
                ),
                name="licence_sheet_used_for_one",
            ),
        ),
        migrations.AddIndex(
            model_name="waitingact",
            index=models.Index(
                condition=models.Q(("done_at", None)),
                fields=["due_on", "id"],
                name="licence_waiting_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitingact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dropped_because", ""), ("done_at__isnull", False), _connector="OR"
                ),
                name="licence_waiting_dropped_is_done",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
