"""The triggers that write the log, and those that keep it as it was written."""

from django.db import migrations

# One entry for a row that is added, changed in a column that is watched, or deleted, in the transaction that does it. Arguments: the type of the
# object, `acted` or `always`, and the columns as evalplatform/auditing/watched.py describes them.
NOTE = """
CREATE FUNCTION auditing_note() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    acting jsonb := coalesce(nullif(current_setting('evalplatform.acting', true), ''), '{}')::jsonb;
    was jsonb := coalesce(to_jsonb(OLD), '{}');
    is_now jsonb := coalesce(to_jsonb(NEW), '{}');
    subject jsonb := coalesce(to_jsonb(NEW), to_jsonb(OLD));
    verb text := CASE TG_OP WHEN 'INSERT' THEN 'created' WHEN 'DELETE' THEN 'deleted' ELSE 'changed' END;
    fields text[] := '{}';
    shown jsonb := '{}';
    details jsonb := '{}';
    project uuid := CASE WHEN TG_ARGV[0] = 'project' THEN subject ->> 'id' ELSE subject ->> 'project_id' END;
    rule text;
    field text;
BEGIN
    IF TG_ARGV[1] = 'acted' AND acting = '{}' THEN
        RETURN NULL;
    END IF;
    FOREACH rule IN ARRAY coalesce(TG_ARGV[2:], '{}') LOOP
        field := rtrim(split_part(rule, '=', 1), '!');
        CONTINUE WHEN was -> field IS NOT DISTINCT FROM is_now -> field;
        fields := fields || field;
        IF strpos(rule, '!') > 0 AND TG_OP <> 'DELETE' THEN
            shown := shown || jsonb_build_object(field, jsonb_build_array(was -> field, is_now -> field));
        END IF;
        IF TG_OP = 'UPDATE' AND strpos(rule, '=') > 0 THEN
            verb := coalesce(nullif(split_part(rule, '=', 2), '*'), is_now ->> field);
        END IF;
    END LOOP;
    IF TG_OP = 'UPDATE' THEN
        IF fields = '{}' THEN
            RETURN NULL;
        END IF;
        details := jsonb_build_object('fields', fields);
    END IF;
    IF shown <> '{}' THEN
        details := details || jsonb_build_object('values', shown);
    END IF;
    IF TG_ARGV[0] = 'waiver' THEN  -- it belongs to a suite
        project := (SELECT project_id FROM evaluations_suite WHERE id = (subject ->> 'suite_id')::uuid);
    END IF;
    INSERT INTO auditing_entry (project_id, who_kind, who_id, who, action, object_type, object_id, object_label, details, request_id, address)
    VALUES (
        project,
        coalesce(acting ->> 'kind', 'system'), left(coalesce(acting ->> 'id', ''), 100), left(coalesce(acting ->> 'name', ''), 300),
        TG_ARGV[0] || '.' || verb, TG_ARGV[0], left(coalesce(subject ->> 'id', subject ->> 'name', subject ->> 'project_id'), 100),
        left(coalesce(subject ->> 'username', subject ->> 'slug', subject ->> 'name', subject ->> 'resource', subject ->> 'kind', ''), 300),
        details, left(coalesce(acting ->> 'request_id', ''), 64), left(coalesce(acting ->> 'address', ''), 45)
    );
    RETURN NULL;
END
$body$
"""
KEEP = """
CREATE FUNCTION auditing_keep() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('evalplatform.audit_purge', true) = 'on' THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'Entries of the audit log are not changed, and are removed only when their time is over (AUDIT_DAYS).';
END
$body$
"""
WATCHED = (
    ('projects_project', 'project', 'always', ('slug!', 'name!', 'retention_days!')),
    ('projects_member', 'member', 'always', ('user_id!', 'role!')),
    ('projects_user', 'person', 'always', ('username!', 'email', 'is_active!', 'is_staff!', 'is_superuser!', 'password=password_changed')),
    ('external_api_apikey', 'key', 'always', ('name!', 'note', 'owner_id!', 'tier_id!', 'scopes!', 'networks!', 'expiry_date!', 'revoked=revoked')),
    ('external_api_tier', 'tier', 'always', ('requests!', 'exports!', 'streams!', 'batches!', 'running_exports!', 'streams_at_once!', 'rows_per_export!', 'items_per_batch!', 'body_bytes!')),
    ('external_api_callbacksecret', 'callback_secret', 'always', ('sealed=changed',)),
    ('exports_export', 'export', 'acted', ('state=*',)),
    ('exports_job', 'job', 'acted', ('state=*',)),
    ('exports_schedule', 'schedule', 'acted', ('name!', 'request', 'cron!', 'time_zone!', 'window!', 'paused!')),
    ('exports_destination', 'destination', 'always', ('name!', 'settings', 'sealed', 'deleted_at=deleted')),
    ('tracing_languagemodel', 'model', 'always', ('name!', 'input_price!', 'output_price!', 'aliases!', 'origin!')),
    ('evaluations_dataset', 'dataset', 'always', ('name!', 'description', 'latest=published')),
    ('evaluations_evaluation', 'evaluation', 'acted', ('state=*',)),
    ('evaluations_suite', 'suite', 'always', ('name!', 'description', 'dataset_id!', 'dataset_version!', 'scorers', 'target', 'sealed_key', 'judge', 'sealed_judge_key', 'gate', 'paths!')),
    ('evaluations_waiver', 'waiver', 'always', ('metric!', 'reason!', 'until!')),
    ('integrations_connection', 'connection', 'always', ('name!', 'state=*', 'base_url!', 'repositories!', 'triggers!', 'branches!', 'template', 'sealed_token=token_changed', 'sealed_secret=secret_changed', 'deleted_at=deleted')),
    ('integrations_endpoint', 'endpoint', 'always', ('description!', 'sealed_url=address_changed', 'event_types!', 'filter', 'sealed_headers', 'sealed_secret=secret_changed', 'state=*', 'deleted_at=deleted')),
    ('integrations_run', 'run', 'acted', ('state=*',)),
    ('integrations_receipt', 'receipt', 'acted', ('replays=replayed',)),
)


def create(watched: tuple[str, str, str, tuple[str, ...]]) -> str:
    table, kind, when, columns = watched
    arguments = ", ".join(f"'{one}'" for one in (kind, when, *columns))
    return f"CREATE TRIGGER auditing AFTER INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION auditing_note({arguments})"


class Migration(migrations.Migration):
    dependencies = [
        ("auditing", "0001_log"),
        ("projects", "0002_retention"),
        ("tracing", "0003_catalogue"),
        ("evaluations", "0003_suites_judge_and_cluster"),
        ("exports", "0003_rows_limit"),
        ("integrations", "0002_inwards"),
        ("external_api", "0006_usage_hour_transactions"),
    ]

    operations = [
        migrations.RunSQL(NOTE, "DROP FUNCTION auditing_note()"),
        *(migrations.RunSQL(create(one), f"DROP TRIGGER auditing ON {one[0]}") for one in WATCHED),
        migrations.RunSQL(KEEP, "DROP FUNCTION auditing_keep()"),
        migrations.RunSQL(
            "CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON auditing_entry FOR EACH ROW EXECUTE FUNCTION auditing_keep()",
            "DROP TRIGGER kept ON auditing_entry",
        ),
    ]
