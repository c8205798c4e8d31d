# Undertone. Settings first; objects are mirrored under $(BUILD).
# A variant is another folder: make BUILD=build/asan SANITIZE=1

BUILD    ?= build
PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= cc
CFLAGS   ?= -O2 -g
SANITIZE ?=

PKGS_LUA  = lua5.4 lua5.4-cjson
PKGS_CORE = libcurl sqlite3 libutf8proc pangocairo glib-2.0 zlib
PKGS      = $(PKGS_LUA) $(PKGS_CORE)

# pkg-config name or command = Debian package; the file is lua-argparse's.
NEED_COMMANDS = cc=gcc pkg-config=pkg-config openssl=openssl
NEED_PKGS = lua5.4=liblua5.4-dev lua5.4-cjson=lua-cjson-dev \
  libcurl=libcurl4-openssl-dev sqlite3=libsqlite3-dev \
  libutf8proc=libutf8proc-dev pangocairo=libpango1.0-dev \
  glib-2.0=libglib2.0-dev zlib=zlib1g-dev \
  check=check libmicrohttpd=libmicrohttpd-dev gnutls=libgnutls28-dev
NEED_FILES = /usr/share/lua/5.4/argparse.lua=lua-argparse
NEED_LINT = clang=clang clang-format=clang-format clang-tidy=clang-tidy \
  cppcheck=cppcheck luacheck=lua-check readelf=binutils git=git
NEED_BROWSER = chromium=chromium node=nodejs npm=npm
NEED_OFFICE = soffice=libreoffice-calc-nogui

# Fuzzing alone needs clang and its run-time library.
ifneq ($(filter fuzz,$(MAKECMDGOALS)),)
NEED_COMMANDS += clang=clang
NEED_FILES += $(firstword $(wildcard \
  /usr/lib/llvm-*/lib/clang/*/lib/linux/libclang_rt.fuzzer-*.a) \
  libclang_rt.fuzzer)=libclang-rt-dev
endif

VERSION := $(shell sed -n 's/.*UNDERTONE_VERSION "\(.*\)"/\1/p' src/undertone.h)

pkg_cflags = $(shell pkg-config --cflags $(1) 2>/dev/null)
pkg_libs   = $(shell pkg-config --libs $(1) 2>/dev/null)

WARNINGS  = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla
HARDENING = -fstack-protector-strong -fstack-clash-protection \
  -fno-strict-aliasing -fno-delete-null-pointer-checks
ifeq ($(shell uname -m),x86_64)
HARDENING += -fcf-protection=full
SHADOW_STACK = -Wl,-z,shstk
endif
# The same bytes from whatever folder it is built in.
REPEATABLE = -ffile-prefix-map=$(CURDIR)=.
FLOATS    = -ffp-contract=off
ifeq ($(SANITIZE),)
HARDENING += -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
else
CHECKERS  = -fsanitize=address,undefined -fno-sanitize-recover=all \
  -fno-omit-frame-pointer
endif
ALL_CFLAGS  = -std=gnu11 -fPIC -fvisibility=hidden -fopenmp -pthread \
  $(WARNINGS) $(HARDENING) $(REPEATABLE) $(FLOATS) $(CHECKERS) $(CFLAGS)
ALL_LDFLAGS = -Wl,-z,relro,-z,now,-z,noexecstack -fopenmp -pthread \
  $(SHADOW_STACK) $(CHECKERS) $(LDFLAGS)

# Core never sees lua.h: only bind, host and tests of them get its path.
CFLAGS_core    = -Isrc $(call pkg_cflags,$(PKGS_CORE))
CFLAGS_bind    = -Isrc $(call pkg_cflags,$(PKGS_LUA))
CFLAGS_host    = $(CFLAGS_bind)
CFLAGS_public  = -I$(BUILD)/include
CFLAGS_embed   = $(CFLAGS_public) $(call pkg_cflags,lua5.4)
CFLAGS_tests   = -Isrc $(call pkg_cflags,check)
CFLAGS_host_tests = $(CFLAGS_tests) $(call pkg_cflags,$(PKGS_LUA))
LIBS           = $(call pkg_libs,$(PKGS)) -lm
LIBS_tests     = $(call pkg_libs,check)
PKGS_tenant    = libmicrohttpd zlib
CFLAGS_tenant  = -D_GNU_SOURCE $(call pkg_cflags,$(PKGS_tenant))
LIBS_tenant    = $(call pkg_libs,$(PKGS_tenant))

STOCK   := $(sort $(wildcard lua/undertone/*.lua lua/undertone/*/*.lua \
             scripts/*.lua scripts/page.* lexicon/*.txt))
CORE    := $(sort $(wildcard src/core/*.c))
BIND    := $(sort $(wildcard src/bind/*.c))
HOST    := $(sort $(wildcard src/host/*.c))
PUBLIC  := undertone.h undertone_status.h undertone_lua.h
SUITES  := $(sort $(wildcard tests/check_*.c))
SUPPORT := $(sort $(wildcard tests/support/*.c))
TENANT_SOURCES := $(sort $(wildcard examples/tenant/*.c))

object = $(patsubst %.c,$(BUILD)/%.o,$(1))
OBJECTS = $(call object,$(CORE) $(BIND) $(HOST)) $(BUILD)/gen/stock_table.o
SUITE_BINARIES = $(patsubst %.c,$(BUILD)/%,$(SUITES))
HEADERS = $(patsubst %,$(BUILD)/include/%,$(filter $(PUBLIC), \
            $(notdir $(wildcard src/*.h))))

PROGRAM = $(BUILD)/undertone
STATIC  = $(BUILD)/libundertone.a
SHARED  = $(BUILD)/libundertone.so.0
TENANT  = $(BUILD)/examples/tenant
EMBED   = $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard examples/embed_*.c)))

.PHONY: all demo check bench asan fuzz lint format install uninstall clean \
        deps deps-lint deps-browser deps-office suites shipped check-browser \
        check-office run-check run-demo run-bench run-fuzz run-browser \
        run-office
.DEFAULT_GOAL = all

all: $(PROGRAM) $(STATIC) $(SHARED) $(TENANT) $(EMBED)

$(PROGRAM): $(BUILD)/src/main.o $(STATIC)
	@echo "  LINK  $@"
	@$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(STATIC): $(OBJECTS)
	@echo "  AR    $@"
	@rm -f $@ && ar rcsD $@ $^

$(SHARED): $(OBJECTS) src/undertone.map
	@echo "  LINK  $@"
	@$(CC) -shared -Wl,-soname,$(@F),--version-script=src/undertone.map \
	  $(ALL_LDFLAGS) -o $@ $(OBJECTS) $(LIBS)

$(EMBED): $(BUILD)/examples/%: $(BUILD)/examples/%.o $(STATIC)
	@echo "  LINK  $@"
	@$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# The example tenant stands alone: it uses nothing of the library.
TENANT_OBJECTS = $(patsubst examples/tenant/%.c,$(BUILD)/examples/tenant.o/%.o,\
                   $(TENANT_SOURCES))
$(TENANT): $(TENANT_OBJECTS)
	@echo "  LINK  $@"
	@$(CC) -pie $(ALL_LDFLAGS) -o $@ $^ $(LIBS_tenant)
$(BUILD)/examples/tenant.o/store.o: examples/tenant/conversations.jsonl

# One rule per layer, so that each gets its own include paths.
define compile
@mkdir -p $(@D)
@echo "  CC    $<"
@$(CC) $(ALL_CFLAGS) $(1) -MMD -MP -c -o $@ $<
endef

$(BUILD)/src/core/%.o: src/core/%.c
	$(call compile,$(CFLAGS_core))
$(BUILD)/src/bind/%.o: src/bind/%.c
	$(call compile,$(CFLAGS_bind))
$(BUILD)/src/host/%.o: src/host/%.c
	$(call compile,$(CFLAGS_host))
$(BUILD)/src/main.o: src/main.c | $(HEADERS)
	$(call compile,$(CFLAGS_public))
# Only the tests of the host and the bindings see lua.h.
HOST_SUITES = call engine limits memory
$(patsubst %,$(BUILD)/tests/check_%.o,$(HOST_SUITES)): \
  $(BUILD)/tests/%.o: tests/%.c | $(HEADERS)
	$(call compile,$(CFLAGS_host_tests) $(CFLAGS_public))
$(BUILD)/tests/%.o: tests/%.c | $(HEADERS)
	$(call compile,$(CFLAGS_tests) $(CFLAGS_public))
$(BUILD)/examples/embed_%.o: examples/embed_%.c | $(HEADERS)
	$(call compile,$(CFLAGS_embed))
$(BUILD)/examples/tenant.o/%.o: examples/tenant/%.c
	$(call compile,$(CFLAGS_tenant))
$(BUILD)/gen/%.o: $(BUILD)/gen/%.c
	$(call compile,$(CFLAGS_core))

$(BUILD)/include/%.h: src/%.h
	@mkdir -p $(@D) && cp $< $@

# The stock files as bytes: name, first byte and size, sorted by name.
$(BUILD)/gen/stock_table.o: $(STOCK)
$(BUILD)/gen/stock_table.c: $(STOCK) Makefile
	@mkdir -p $(@D)
	@echo "  GEN   $@"
	@{ echo '#include "core/stock.h"'; \
	   n=0; for f in $(STOCK); do n=$$((n + 1)); \
	     echo "__asm__(\".section .rodata; ut_stock_$$n: .incbin \\\"$$f\\\";" \
	          ".byte 0; .previous\");"; \
	     echo "extern const char ut_stock_$$n[];"; done; \
	   echo "extern const struct ut_file_text ut_stock_table[];"; \
	   echo "extern const size_t ut_stock_count;"; \
	   echo "const struct ut_file_text ut_stock_table[] = {"; \
	   n=0; for f in $(STOCK); do n=$$((n + 1)); \
	     echo "{\"$$f\", {ut_stock_$$n, $$(wc -c < $$f)}},"; done; \
	   echo "{0, {0, 0}}};"; echo "const size_t ut_stock_count = $$n;"; } > $@

# --- tests ---------------------------------------------------------------

$(SUITE_BINARIES): $(BUILD)/tests/%: $(BUILD)/tests/%.o \
                   $(call object,$(SUPPORT)) $(STATIC)
	@echo "  LINK  $@"
	@$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS_tests) $(LIBS)

# These suites make every allocation of ours fail in turn.
MEMORY_SUITES = $(filter %memory,$(SUITE_BINARIES))
$(MEMORY_SUITES): $(BUILD)/tests/failing_malloc.o
$(MEMORY_SUITES): ALL_LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc \
  -Wl,--wrap=realloc,--wrap=reallocarray,--wrap=strdup \
  -Wl,--wrap=strndup,--wrap=free

# This one records what is asked of the disk instead of asking it.
$(BUILD)/tests/check_file_crash: ALL_LDFLAGS += -Wl,--wrap=mkstemps \
  -Wl,--wrap=fdopen,--wrap=fileno,--wrap=fsync,--wrap=rename \
  -Wl,--wrap=unlink,--wrap=open,--wrap=close

# The tenant's suites start it and talk to it over bare sockets.
TENANT_SUITES = $(BUILD)/tests/check_io_memory \
  $(filter $(BUILD)/tests/check_tenant%,$(SUITE_BINARIES))
$(TENANT_SUITES): $(BUILD)/tests/tenant_client.o

# A server that speaks HTTP/2.
$(BUILD)/tests/check_http2: $(BUILD)/tests/h2_server.o
$(BUILD)/tests/check_http2: LIBS_tests += $(call pkg_libs,gnutls)

# These share an engine made anew for every test.
ENGINE_SUITES = $(patsubst %,$(BUILD)/tests/check_%,call engine stop)
$(ENGINE_SUITES): $(BUILD)/tests/engine_fixture.o

# Makes a write fail; loaded before the C library by tests/e2e/io_faults.sh.
$(BUILD)/tests/io_fault.so: tests/io_fault.c
	@mkdir -p $(@D)
	@echo "  LINK  $@"
	@$(CC) -shared -fPIC $(WARNINGS) $(CFLAGS) -o $@ $<

# A first run may install packages, so the work is done by a second make.
check demo bench: deps
	@$(MAKE) --no-print-directory -j$$(nproc) run-$@

run-check: all $(SUITE_BINARIES) $(BUILD)/tests/io_fault.so
	@BUILD=$(BUILD) SANITIZE=$(SANITIZE) CC="$(CC)" sh tests/run.sh

# Each fuzzer runs FUZZ_SECONDS from a fixed seed. clang's own build of the
# core; OpenMP off, so that one input is one thread.
FUZZ_SECONDS ?= 60
FUZZERS  := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZ_BINARIES = $(patsubst %.c,$(BUILD)/%,$(FUZZERS))
FUZZ_CHECKERS = address,undefined -fno-sanitize-recover=all \
  -fno-omit-frame-pointer -fno-openmp -Wno-unknown-pragmas

fuzz: deps
	@$(MAKE) --no-print-directory BUILD=build/fuzz CC=clang CFLAGS="-O1 -g" \
	  SANITIZE=1 CHECKERS="-fsanitize=fuzzer-no-link,$(FUZZ_CHECKERS)" run-fuzz

run-fuzz: $(FUZZ_BINARIES)
	@for fuzzer in $(FUZZ_BINARIES); do \
	  echo "== $$fuzzer"; mkdir -p $$fuzzer.corpus; \
	  $$fuzzer -seed=1 -max_total_time=$(FUZZ_SECONDS) -max_len=4096 \
	    -timeout=10 -print_final_stats=1 -artifact_prefix=$(BUILD)/ \
	    $$fuzzer.corpus >$$fuzzer.log 2>&1 || \
	    { tail -n 60 $$fuzzer.log; exit 1; }; \
	  grep '^stat::number_of_executed_units' $$fuzzer.log; \
	done

$(FUZZ_BINARIES): $(BUILD)/%: $(BUILD)/%.o $(STATIC)
	@echo "  LINK  $@"
	@$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# Beside NLTK and scikit-learn where /usr/bin/python3 has them.
run-bench: $(PROGRAM)
	@$(PROGRAM) tests/bench/run.lua $(PROGRAM)

# The long forms of tests that make check runs in short, see tests/soak.sh; the
# fault plan SOAK_ROUNDS times. Wants a machine to itself.
SOAK_ROUNDS ?= 20
.PHONY: soak run-soak
soak: deps
	@$(MAKE) --no-print-directory run-soak

run-soak: all $(BUILD)/tests/io_fault.so
	@BUILD=$(BUILD) SOAK_ROUNDS=$(SOAK_ROUNDS) sh tests/soak.sh

run-demo: $(PROGRAM) $(TENANT)
	@sh examples/demo.sh $(BUILD) $(BUILD)/demo

asan:
	@$(MAKE) --no-print-directory BUILD=build/asan SANITIZE=1 \
	  CFLAGS="-O1 -g" check

# The report page in a real browser. Apart from check, which needs none.
check-browser: deps-browser
	@$(MAKE) --no-print-directory run-browser

run-browser: $(PROGRAM)
	@sh tests/browser/pages.sh $(BUILD) $(BUILD)/browser/pages
	@NODE_PATH=$(BUILD)/browser/node_modules \
	  node tests/browser/check.js $(BUILD)/browser/pages

# The CSVs as LibreOffice opens them.
check-office: deps-office
	@$(MAKE) --no-print-directory run-office

run-office: $(PROGRAM)
	@sh tests/office/check.sh $(BUILD) $(BUILD)/office

# --- form ----------------------------------------------------------------

lint: deps-lint
	@MAKE="$(MAKE)" sh tests/lint.sh

# The suites without running them, and what users get.
suites: $(SUITE_BINARIES) $(BUILD)/tests/io_fault.so
shipped: $(PROGRAM) $(STATIC) $(SHARED)

format:
	clang-format -i $(shell git ls-files -- '*.c' '*.h')

# --- packages ------------------------------------------------------------

deps:
	@missing=; \
	for need in $(NEED_COMMANDS); do \
	  command -v $${need%%=*} >/dev/null || missing="$$missing $${need#*=}"; \
	done; \
	for need in $(NEED_PKGS); do \
	  pkg-config --exists $${need%%=*} 2>/dev/null || \
	    missing="$$missing $${need#*=}"; \
	done; \
	for need in $(NEED_FILES); do \
	  test -e $${need%%=*} || missing="$$missing $${need#*=}"; \
	done; \
	test -z "$$missing" && exit 0; \
	echo "Undertone needs these packages:$$missing"; \
	if ! command -v apt-get >/dev/null; then \
	  echo "Install them with your package manager (names are Debian's)."; \
	  exit 1; \
	fi; \
	sudo=; test "$$(id -u)" = 0 || sudo=sudo; \
	if ! command -v $${sudo:-true} >/dev/null; then \
	  echo "As root: apt-get install --no-install-recommends$$missing"; \
	  exit 1; \
	fi; \
	$$sudo apt-get update -q && \
	$$sudo env DEBIAN_FRONTEND=noninteractive \
	  apt-get install -y -q --no-install-recommends $$missing

# What only those who change Undertone need.
deps-lint:
	@$(MAKE) --no-print-directory deps \
	  NEED_COMMANDS="$(NEED_COMMANDS) $(NEED_LINT)"

deps-office:
	@$(MAKE) --no-print-directory deps \
	  NEED_COMMANDS="$(NEED_COMMANDS) $(NEED_OFFICE)"

# What check-browser needs: Debian's browser, and two packages from npm, of
# the versions and hashes in package-lock.json, below $(BUILD).
deps-browser:
	@$(MAKE) --no-print-directory deps \
	  NEED_COMMANDS="$(NEED_COMMANDS) $(NEED_BROWSER)"
	@mkdir -p $(BUILD)/browser
	@cp tests/browser/package.json tests/browser/package-lock.json \
	  $(BUILD)/browser
	@cd $(BUILD)/browser && npm ci --silent --no-audit --no-fund

# --- installing ----------------------------------------------------------

ROOT       = $(DESTDIR)$(PREFIX)
SHARED_REAL = libundertone.so.$(VERSION)
INSTALLED  = bin/undertone $(HEADERS:$(BUILD)/%=%) lib/libundertone.a \
  lib/libundertone.so lib/libundertone.so.0 lib/$(SHARED_REAL) \
  lib/pkgconfig/undertone.pc share/man/man1/undertone.1

install: all
	@install -d $(ROOT)/bin $(ROOT)/include $(ROOT)/lib/pkgconfig \
	  $(ROOT)/share/man/man1
	@install $(PROGRAM) $(ROOT)/bin/
	@install -m 644 $(HEADERS) $(ROOT)/include/
	@install -m 644 $(STATIC) $(ROOT)/lib/
	@install -m 644 $(SHARED) $(ROOT)/lib/$(SHARED_REAL)
	@ln -sf $(SHARED_REAL) $(ROOT)/lib/libundertone.so.0
	@ln -sf libundertone.so.0 $(ROOT)/lib/libundertone.so
	@install -m 644 src/undertone.1 $(ROOT)/share/man/man1/
	@for file in $(STOCK); do \
	  install -D -m 644 $$file $(ROOT)/share/undertone/$$file || exit 1; \
	done
	@printf '%s\n' 'prefix=$${pcfiledir}/../..' '' \
	  'Name: undertone' 'Version: $(VERSION)' \
	  'Description: embeddable conversation analytics' \
	  'Requires.private: $(PKGS)' 'Cflags: -I$${prefix}/include' \
	  'Libs: -L$${prefix}/lib -lundertone' 'Libs.private: -fopenmp -lm' \
	  > $(ROOT)/lib/pkgconfig/undertone.pc
	@echo "installed in $(ROOT)"

uninstall:
	rm -rf $(ROOT)/share/undertone
	rm -f $(INSTALLED:%=$(ROOT)/%)

clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
