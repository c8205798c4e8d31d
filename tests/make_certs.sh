#!/bin/sh
# usage: make_certs.sh FOLDER
# Makes a throw-away CA and server certificates for 127.0.0.1 into FOLDER:
# ca.pem, good.pem, expired.pem, wronghost.pem and selfsigned.pem, all with
# the one key server.key. Nothing here is secret or outlives a test.
set -eu
cd "$1"

new_key() {
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1"
}

# usage: issue NAME SUBJECT_ALT_NAME DAYS
issue() {
  echo "subjectAltName=$2" > names
  openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key \
    -CAcreateserial -days "$3" -extfile names -out "$1.pem"
}

{
  new_key ca.key
  new_key server.key
  openssl req -x509 -new -key ca.key -days 2 -subj "/CN=Test CA" -out ca.pem
  openssl req -new -key server.key -subj "/CN=tenant" -out server.csr
  issue good IP:127.0.0.1,DNS:localhost 2
  issue expired IP:127.0.0.1,DNS:localhost -1
  issue wronghost DNS:elsewhere.test 2
  openssl req -x509 -new -key server.key -days 2 -subj "/CN=tenant" \
    -addext subjectAltName=IP:127.0.0.1 -out selfsigned.pem
} 2> openssl.log || { cat openssl.log >&2; exit 1; }
