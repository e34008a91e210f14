-- What Ours may do in the organisation's database. Included by walls.sql.
--
-- It may read every table but the secrets of the door, and write what its own pages write. Tables
-- that a later migration makes can be read and not written, without anybody's doing.

SET search_path = pg_catalog, pg_temp;
SET client_min_messages = 'warning';
DROP EVENT TRIGGER IF EXISTS learnplan_walls;

CREATE SCHEMA IF NOT EXISTS learnplan_walls;
REVOKE ALL ON SCHEMA learnplan_walls FROM PUBLIC;
GRANT USAGE ON SCHEMA learnplan_walls TO :"mine";

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM :"ours";
GRANT USAGE ON SCHEMA public TO :"ours";
GRANT USAGE, CREATE ON SCHEMA public TO :"mine";
REVOKE ALL ON LANGUAGE plpgsql FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql TO :"mine";
ALTER DEFAULT PRIVILEGES FOR ROLE :"mine" REVOKE EXECUTE ON ROUTINES FROM PUBLIC;

DROP TABLE IF EXISTS learnplan_walls.role, learnplan_walls.writable, learnplan_walls.secret;

CREATE TABLE learnplan_walls.role AS SELECT :'mine'::text AS mine, :'ours'::text AS ours;

CREATE TABLE learnplan_walls.writable (name text PRIMARY KEY, rights text NOT NULL);
INSERT INTO learnplan_walls.writable VALUES
    ('annotation', 'INSERT, UPDATE, DELETE'),
    ('attestation', 'INSERT, DELETE'),
    ('board_window', 'INSERT, UPDATE'),
    ('brokerage_import', 'INSERT, UPDATE, DELETE'),
    ('competency', 'INSERT, UPDATE, DELETE'),
    ('competency_level', 'INSERT, UPDATE, DELETE'),
    ('expectation', 'INSERT, UPDATE, DELETE'),
    ('feed_address', 'INSERT, UPDATE'),
    ('feed_push', 'INSERT'),
    ('feed_token', 'INSERT, UPDATE'),
    ('figures_version', 'INSERT, UPDATE'),
    ('framework', 'INSERT, UPDATE, DELETE'),
    ('indicator', 'INSERT, UPDATE, DELETE'),
    ('job_role', 'INSERT, UPDATE, DELETE'),
    ('learning_option', 'INSERT, UPDATE, DELETE'),
    ('limits_step', 'INSERT, UPDATE, DELETE'),
    ('menu', 'INSERT, UPDATE, DELETE'),
    ('observation', 'INSERT, DELETE'),
    ('observation_batch', 'INSERT, UPDATE, DELETE'),
    ('observation_was', 'INSERT, DELETE'),
    ('pin', 'INSERT, UPDATE, DELETE'),
    ('probe', 'INSERT, UPDATE, DELETE'),
    ('probe_line', 'INSERT, UPDATE, DELETE'),
    ('probe_name', 'INSERT, DELETE'),
    ('procedure', 'INSERT, UPDATE'),
    ('procedure_version', 'INSERT'),
    ('programme', 'INSERT, UPDATE, DELETE'),
    ('proposal', 'INSERT, UPDATE, DELETE'),
    ('proposal_line', 'INSERT, UPDATE, DELETE'),
    ('review', 'INSERT'),
    ('role_level', 'INSERT, UPDATE, DELETE'),
    ('saved_mapping', 'INSERT, UPDATE'),
    ('series', 'INSERT, UPDATE, DELETE'),
    ('serving', 'INSERT, DELETE'),
    ('target', 'INSERT, UPDATE, DELETE'),
    ('tree_version', 'UPDATE'),
    ('unit', 'INSERT, DELETE'),
    ('voice_saying', 'INSERT, UPDATE, DELETE'),
    ('voice_thread', 'INSERT, UPDATE, DELETE'),
    ('whole_board', 'INSERT, UPDATE, DELETE'),
    ('withheld', 'INSERT, DELETE');

-- Whoever could read these could come in at Mine's door as somebody else, or try to.
CREATE TABLE learnplan_walls.secret (name text NOT NULL, field text NOT NULL);
INSERT INTO learnplan_walls.secret VALUES
    ('person', 'passkey_after_password'),
    ('person', 'password_hash'),
    ('sign_in', 'browser'),
    ('sign_in', 'proved_at'),
    ('sign_in', 'way'),
    ('account_mail', '*'),
    ('authenticator', '*'),
    ('challenge', '*'),
    ('digest', '*'),
    ('half_sign_in', '*'),
    ('known_browser', '*'),
    ('mail_choice', '*'),
    ('passkey', '*'),
    ('recovery_code', '*'),
    ('sign_in_link', '*'),
    ('sign_in_try', '*');

GRANT SELECT ON ALL TABLES IN SCHEMA learnplan_walls TO :"mine";

-- Rights are given field by field, so that the hidden fields that count the transactions of the
-- whole server (xmin and its like) are not among them.
CREATE OR REPLACE PROCEDURE learnplan_walls.settle(tables oid[])
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whom text := (SELECT ours FROM learnplan_walls.role);
    place record;
BEGIN
    FOR place IN
        SELECT class.oid::regclass AS name, writable.rights, (
            SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum)
            FROM pg_attribute
            WHERE attrelid = class.oid AND attnum > 0 AND NOT attisdropped AND NOT EXISTS (
                SELECT FROM learnplan_walls.secret
                WHERE secret.name = class.relname AND secret.field IN ('*', attname)
            )
        ) AS fields
        FROM pg_class AS class
        LEFT JOIN learnplan_walls.writable ON writable.name = class.relname
        WHERE class.oid = ANY (tables) AND class.relkind IN ('r', 'p')
            AND class.relnamespace = 'public'::regnamespace
            AND pg_get_userbyid(class.relowner) = (SELECT mine FROM learnplan_walls.role)
    LOOP
        EXECUTE format('REVOKE ALL ON %s FROM PUBLIC, %I', place.name, whom);
        IF place.fields IS NOT NULL THEN
            EXECUTE format('GRANT SELECT (%s) ON %s TO %I', place.fields, place.name, whom);
        END IF;
        IF place.rights IS NOT NULL THEN
            EXECUTE format('GRANT %s ON %s TO %I', place.rights, place.name, whom);
        END IF;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION learnplan_walls.settle_what_changed() RETURNS event_trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed oid[] := ARRAY(
        SELECT objid FROM pg_event_trigger_ddl_commands() WHERE classid = 'pg_class'::regclass
    );
BEGIN
    CALL learnplan_walls.settle(changed);
END $$;

GRANT EXECUTE ON ALL ROUTINES IN SCHEMA learnplan_walls TO :"mine";

CREATE EVENT TRIGGER learnplan_walls ON ddl_command_end
WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE')
EXECUTE FUNCTION learnplan_walls.settle_what_changed();

SELECT coalesce(array_agg(oid), '{}') AS there
FROM pg_class WHERE relnamespace = 'public'::regnamespace \gset
CALL learnplan_walls.settle(:'there');
