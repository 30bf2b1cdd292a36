#!/usr/bin/env bash
# Guess:     Prometheus refuses to start with an empty configuration file, or at least is not ready, and promtool complains.
# Reality:   It starts, logs no warning, answers 200 on /-/ready, and has no targets. promtool calls the empty file a success.
# Who:       Whoever writes prometheus.yml in place (template, sidecar, copy) while Prometheus starts: between truncation and
#            the first write the file is empty, and everything that Prometheus should scrape stays silent until a reload.
# Remedy:    Write to a temporary name and rename it. Wait for a target to be up, not for /-/ready.
# Date:      2026-11-30
# Needs:     Debian 12 (apt-get download, dpkg-deb), curl. Nothing is installed; all lies in a temporary folder.
set -euo pipefail
version=2.42.0+ds-5+deb12u1
work=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
apt-get -o APT::Sandbox::User=root download -q "prometheus=$version" > /dev/null
dpkg-deb -x prometheus_*.deb root
: > empty.yml

check=$(root/usr/bin/promtool check config empty.yml 2>&1) && code=0 || code=$?
root/usr/bin/prometheus --config.file=empty.yml --storage.tsdb.path=data --web.listen-address=127.0.0.1:19097 > log 2>&1 &
pid=$!
ready=
for _ in $(seq 100); do
  ready=$(curl -s -o /dev/null -w '%{http_code}' http://127.0.0.1:19097/-/ready || true)
  [ "$ready" = 200 ] && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.2
done
targets=$(curl -s http://127.0.0.1:19097/api/v1/targets || true)
warnings=$(grep -cE 'level=(warn|error)' log || true)

root/usr/bin/prometheus --version 2>&1 | head -n 1
echo "promtool check config empty.yml: exit $code"
echo "$check"
echo "/-/ready: $ready, warnings and errors in the log: $warnings"
echo "/api/v1/targets: $targets"

[ "$code" = 0 ] && [ "$ready" = 200 ] && [ "$warnings" = 0 ] && grep -q '"activeTargets":\[\]' <<< "$targets" \
  || { echo "the behaviour has changed"; exit 1; }
echo "as described: an empty configuration is valid and ready, and scrapes nothing"
