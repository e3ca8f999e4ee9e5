-- Three roles of PostgreSQL, and the database. Run it once as who administers the server, by psql;
-- then: tallystick review migrate CASE, with the address of the owner.

-- Owns the tables and changes them at a new version. No service knows its password.
CREATE ROLE tallystick_owner LOGIN;

-- The pages and the worker. It can add to the log, and neither change it nor remove its triggers.
CREATE ROLE tallystick LOGIN;

-- Reads everything for a backup, and makes the database into which a backup is restored to verify it.
CREATE ROLE tallystick_backup LOGIN CREATEDB;

-- Texts are ordered by their characters, as a replay has them.
CREATE DATABASE tallystick OWNER tallystick_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';

REVOKE ALL ON DATABASE tallystick FROM PUBLIC;
GRANT CONNECT ON DATABASE tallystick TO tallystick, tallystick_backup;
