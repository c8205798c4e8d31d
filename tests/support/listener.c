/* listener.c: see listener.h. */
#include "listener.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_CONNECTIONS 4096

struct listener {
    int socket;
    int port;
    connection_server *serve;
    void *context;
    pthread_t acceptor;
    pthread_t threads[MAX_CONNECTIONS];
    atomic_int fds[MAX_CONNECTIONS];
    atomic_int connections;
};

struct connection {
    struct listener *listener;
    int number;
};

static void *serve(void *argument)
{
    struct connection connection = *(struct connection *)argument;
    struct listener *listener = connection.listener;
    atomic_int *fd = &listener->fds[connection.number - 1];
    free(argument);
    listener->serve(listener->context, *fd, connection.number);
    close(atomic_exchange(fd, -1));
    return NULL;
}

static void *accept_all(void *argument)
{
    struct listener *listener = argument;
    while (listener->connections < MAX_CONNECTIONS) {
        int fd = accept(listener->socket, NULL, NULL), on = 1;
        if (fd < 0)
            break;
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        struct connection *connection = malloc(sizeof *connection);
        if (connection == NULL)
            abort();
        int number = listener->connections + 1;
        *connection = (struct connection){listener, number};
        listener->fds[number - 1] = fd;
        listener->connections = number; /* before anybody is answered */
        if (pthread_create(&listener->threads[number - 1], NULL, serve,
                           connection) != 0)
            abort();
    }
    return NULL;
}

struct listener *listener_start(connection_server *serve_one, void *context)
{
    struct listener *listener = calloc(1, sizeof *listener);
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    if (listener == NULL)
        abort();
    listener->serve = serve_one;
    listener->context = context;
    listener->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (bind(listener->socket, (struct sockaddr *)&address, size) != 0 ||
        listen(listener->socket, 512) != 0 ||
        getsockname(listener->socket, (struct sockaddr *)&address, &size) != 0)
        abort();
    listener->port = ntohs(address.sin_port);
    if (pthread_create(&listener->acceptor, NULL, accept_all, listener) != 0)
        abort();
    return listener;
}

void listener_stop(struct listener *listener)
{
    shutdown(listener->socket, SHUT_RDWR);
    pthread_join(listener->acceptor, NULL);
    close(listener->socket);
    for (int i = 0; i < listener->connections; i++) {
        int fd = listener->fds[i];
        if (fd >= 0)
            shutdown(fd, SHUT_RDWR);
        pthread_join(listener->threads[i], NULL);
    }
    free(listener);
}

int listener_port(const struct listener *listener)
{
    return listener->port;
}

int listener_connections(const struct listener *listener)
{
    return listener->connections;
}
