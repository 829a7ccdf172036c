import django.db.models.deletion
from django.db import migrations, models

GUARD = """
CREATE TRIGGER look_append_only BEFORE UPDATE OR DELETE ON access_dataaccess
    FOR EACH ROW EXECUTE FUNCTION base_refuse_change();
"""
UNGUARD = "DROP TRIGGER look_append_only ON access_dataaccess;"


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0002_consents'),
        ('base', '0002_guards'),
        ('directory', '0002_sealing_role'),
        ('identity', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Client',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('secret_digest', models.CharField(max_length=64)),
                ('scopes', models.JSONField(default=list)),
                ('per_minute', models.PositiveIntegerField()),
                ('registered_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='directory.department')),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='identity.subject')),
            ],
        ),
        migrations.CreateModel(
            name='ClientCalls',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.DateTimeField()),
                ('calls', models.PositiveIntegerField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.client')),
            ],
        ),
        migrations.CreateModel(
            name='ClientToken',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('expires_at', models.DateTimeField()),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tokens', to='access.client')),
            ],
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('department', None), ('subject__isnull', False)), models.Q(('department__isnull', False), ('subject', None)), _connector='OR'), name='client_of_one'),
        ),
        migrations.AddConstraint(
            model_name='client',
            constraint=models.CheckConstraint(condition=models.Q(('per_minute__gte', 1)), name='client_may_call'),
        ),
        migrations.AddIndex(
            model_name='clientcalls',
            index=models.Index(fields=['minute'], name='client_calls_over'),
        ),
        migrations.AddConstraint(
            model_name='clientcalls',
            constraint=models.UniqueConstraint(fields=('client', 'minute'), name='client_minute'),
        ),
        migrations.AddIndex(
            model_name='clienttoken',
            index=models.Index(fields=['expires_at'], name='client_token_over'),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
