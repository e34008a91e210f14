-- Two roles, two databases, and nobody else's way in. Included by walls.sql.

-- Passwords are written by nobody's log.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY[:'mine', :'ours']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) \gexec

ALTER ROLE :"mine" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
ALTER ROLE :"ours" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS NOINHERIT;

\getenv mine_password LEARNPLAN_MINE_PASSWORD
\getenv ours_password LEARNPLAN_OURS_PASSWORD
\if :{?mine_password} \\ ALTER ROLE :"mine" PASSWORD :'mine_password'; \endif
\if :{?ours_password} \\ ALTER ROLE :"ours" PASSWORD :'ours_password'; \endif

-- A membership would lend Ours what another role may.
SELECT format('REVOKE %I FROM %I', pg_get_userbyid(roleid), :'ours')
FROM pg_auth_members WHERE pg_get_userbyid(member) = :'ours' \gexec

SELECT format('CREATE DATABASE %I OWNER %I TEMPLATE template0 ENCODING ''UTF8''', name, :'mine')
FROM unnest(ARRAY[:'organisation', :'learning']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec

-- Everybody may connect to a new database, and make temporary tables in it, until told otherwise.
SELECT format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', datname)
FROM pg_database \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM %I', datname, :'ours')
FROM pg_database WHERE datname <> :'organisation' \gexec
REVOKE ALL ON DATABASE :"organisation" FROM :"ours";
GRANT CONNECT ON DATABASE :"organisation" TO :"ours";

RESET ALL;
