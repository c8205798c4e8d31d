/*
 * listener.h: where test servers listen: a free loopback port, and one thread
 * for each connection, which runs the server's own function and then closes.
 */
#ifndef TESTS_LISTENER_H
#define TESTS_LISTENER_H

/* Serves one connection; the first has number 1. */
typedef void connection_server(void *context, int fd, int number);

struct listener;
struct listener *listener_start(connection_server *serve, void *context);

/* Breaks off what is still served, waits for it and frees the listener. */
void listener_stop(struct listener *listener);

int listener_port(const struct listener *listener);
int listener_connections(const struct listener *listener);

#endif
