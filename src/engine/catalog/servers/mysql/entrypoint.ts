/** The image's entry point, run by bash: initialises the data directory, makes accounts, runs /docker-entrypoint-initdb.d, becomes mysqld. */
export const entrypoint = `#!/bin/bash
set -eo pipefail

mysql_log() {
	local type="$1"; shift
	printf '%s [%s] [Entrypoint]: %s\\n' "$(date --rfc-3339=seconds)" "$type" "$*"
}
mysql_note() { mysql_log Note "$@"; }
mysql_warn() { mysql_log Warn "$@" >&2; }
mysql_error() { mysql_log ERROR "$@" >&2; exit 1; }

file_env() {
	local name="$1" file="\${1}_FILE"
	if [ "\${!name:-}" ] && [ "\${!file:-}" ]; then
		mysql_error "Both $name and $file are set (but are exclusive)"
	fi
	local value="\${!name:-}"
	if [ "\${!file:-}" ]; then value="$(cat "\${!file}")"; fi
	export "$name"="$value"
	unset "$file"
}

verify_env() {
	if [ -z "$MYSQL_ROOT_PASSWORD" ] && [ -z "$MYSQL_ALLOW_EMPTY_PASSWORD" ] && [ -z "$MYSQL_RANDOM_ROOT_PASSWORD" ]; then
		mysql_error 'Database is uninitialized and password option is not specified
    You need to specify one of the following as an environment variable:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD'
	fi
	if [ "$MYSQL_USER" = 'root' ]; then
		mysql_error 'MYSQL_USER="root", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the root user
    Remove MYSQL_USER="root" and use one of the following to control the root user password:
    - MYSQL_ROOT_PASSWORD
    - MYSQL_ALLOW_EMPTY_PASSWORD
    - MYSQL_RANDOM_ROOT_PASSWORD'
	fi
	if [ -n "$MYSQL_USER" ] && [ -z "$MYSQL_PASSWORD" ]; then
		mysql_warn 'MYSQL_USER specified, but missing MYSQL_PASSWORD; MYSQL_USER will not be created'
	fi
}

run_sql() {
	MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysql -uroot -hlocalhost "$@"
}

setup_db() {
	if [ -n "$MYSQL_RANDOM_ROOT_PASSWORD" ]; then
		MYSQL_ROOT_PASSWORD="$(head -c 18 /dev/urandom | base64)"
		mysql_note "GENERATED ROOT PASSWORD: $MYSQL_ROOT_PASSWORD"
	fi
	MYSQL_PWD= mysql -uroot -hlocalhost -e "CREATE USER 'root'@'%' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD'; GRANT ALL PRIVILEGES ON *.* TO 'root'@'%'; ALTER USER 'root'@'localhost' IDENTIFIED BY '$MYSQL_ROOT_PASSWORD'"
	if [ -n "$MYSQL_DATABASE" ]; then
		mysql_note "Creating database $MYSQL_DATABASE"
		run_sql -e "CREATE DATABASE IF NOT EXISTS \\\`$MYSQL_DATABASE\\\`"
	fi
	if [ -n "$MYSQL_USER" ] && [ -n "$MYSQL_PASSWORD" ]; then
		mysql_note "Creating user $MYSQL_USER"
		run_sql -e "CREATE USER '$MYSQL_USER'@'%' IDENTIFIED BY '$MYSQL_PASSWORD'"
		if [ -n "$MYSQL_DATABASE" ]; then
			mysql_note "Giving user $MYSQL_USER access to schema $MYSQL_DATABASE"
			run_sql -e "GRANT ALL ON \\\`$MYSQL_DATABASE\\\`.* TO '$MYSQL_USER'@'%'"
		fi
	fi
}

process_init_files() {
	echo
	local f
	for f; do
		case "$f" in
			*.sh)
				if [ -x "$f" ]; then mysql_note "$0: running $f"; "$f"; else mysql_note "$0: sourcing $f"; . "$f"; fi
				;;
			*.sql) mysql_note "$0: running $f"; run_sql \${MYSQL_DATABASE:+"$MYSQL_DATABASE"} < "$f"; echo ;;
			*.sql.gz) mysql_note "$0: running $f"; gunzip -c "$f" | run_sql \${MYSQL_DATABASE:+"$MYSQL_DATABASE"}; echo ;;
			*) mysql_warn "$0: ignoring $f" ;;
		esac
		echo
	done
}

main() {
	if [ "\${1:0:1}" = '-' ]; then set -- mysqld "$@"; fi
	if [ "$1" = 'mysqld' ]; then
		mysql_note "Entrypoint script for MySQL Server \${MYSQL_VERSION} started."
		if [ "$(id -u)" = '0' ]; then
			mkdir -p /var/lib/mysql
			chown mysql /var/lib/mysql
			mysql_note "Switching to dedicated user 'mysql'"
			exec gosu mysql "$BASH_SOURCE" "$@"
		fi
		file_env MYSQL_ROOT_PASSWORD; file_env MYSQL_DATABASE; file_env MYSQL_USER; file_env MYSQL_PASSWORD
		if [ ! -d /var/lib/mysql/mysql ]; then
			verify_env
			mysql_note 'Initializing database files'
			"$@" --initialize-insecure
			mysql_note 'Database files initialized'
			mysql_note 'Starting temporary server'
			"$@" --skip-networking &
			local server=$! i
			for i in {30..0}; do
				if mysqladmin -uroot ping --silent > /dev/null 2>&1; then break; fi
				sleep 1
			done
			mysql_note 'Temporary server started.'
			setup_db
			process_init_files /docker-entrypoint-initdb.d/*
			mysql_note 'Stopping temporary server'
			kill "$server"
			wait "$server" || :
			mysql_note 'Temporary server stopped'
			echo
			mysql_note 'MySQL init process done. Ready for start up.'
			echo
		fi
	fi
	exec "$@"
}

main "$@"
`
