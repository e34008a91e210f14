-- The walls between the two wings, on a PostgreSQL of Learnplan's own, 15 or newer.
--
--     LEARNPLAN_MINE_PASSWORD=… LEARNPLAN_OURS_PASSWORD=… \
--         psql --no-psqlrc --dbname=postgres --file=deploy/postgresql/walls.sql
--
-- Run it as a superuser: before Learnplan is started for the first time, after every update of
-- Learnplan, and after every update of the server to another major version. Running it again
-- changes nothing that is right already.
--
-- Other names than these are given with psql's --set, for example --set=mine=somebody. Without a
-- password in the environment a role's password stays as it is.

\set ON_ERROR_STOP on
\set QUIET on
\if :{?mine} \else \set mine learnplan_mine \endif
\if :{?ours} \else \set ours learnplan_ours \endif
\if :{?organisation} \else \set organisation learnplan_organisation \endif
\if :{?learning} \else \set learning learnplan_learning \endif

\ir roles.sql
\connect :"organisation"
\ir rights.sql
\ir statistics.sql
