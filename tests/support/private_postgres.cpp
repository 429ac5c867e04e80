#include "tests/support/private_postgres.h"

#include <fcntl.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

namespace huimin::test {

namespace {

constexpr const char* programs = "/usr/lib/postgresql/15/bin/";

[[noreturn]] void give_up(const std::string& why)
{
    std::fprintf(stderr, "private PostgreSQL: %s\n", why.c_str());
    std::abort();
}

/// Between fork and exec: become user postgres when root, die with the parent, speak into the log.
[[noreturn]] void run(const std::string& log, const std::vector<std::string>& words, const passwd* user)
{
    if (user != nullptr && (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    setpgid(0, 0);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    dup2(out, 1);
    dup2(out, 2);
    std::vector<char*> arguments;
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execv(arguments[0], arguments.data());
    _exit(127);
}

class Server {
public:
    explicit Server(bool checksums)
    {
        user_ = geteuid() == 0 ? getpwnam("postgres") : nullptr;
        char pattern[] = "/tmp/huimin-postgres-XXXXXX";
        if (mkdtemp(pattern) == nullptr)
            give_up("no temporary folder");
        folder_ = pattern;
        if (user_ != nullptr && chown(pattern, user_->pw_uid, user_->pw_gid) != 0)
            give_up("chown " + folder_);
        std::vector<std::string> making{std::string(programs) + "initdb",
                                        "-D",
                                        folder_ + "/data",
                                        "-U",
                                        "postgres",
                                        "-A",
                                        "trust",
                                        "-E",
                                        "UTF8",
                                        "--locale=C.UTF-8",
                                        "--no-sync",
                                        "--no-instructions"};
        if (checksums)
            making.emplace_back("-k");
        const pid_t made = start(making);
        int status = 0;
        if (waitpid(made, &status, 0) != made || status != 0)
            give_up("initdb failed, see " + folder_ + "/log");
        process_ = start({std::string(programs) + "postgres", "-D", folder_ + "/data", "-k", folder_, "-c",
                          "listen_addresses=", "-c", "shared_buffers=128MB", "-c", "max_wal_size=4GB", "-c",
                          "max_connections=64"});
        const std::string address = "host=" + folder_ + " user=postgres dbname=postgres";
        for (int attempt = 0; PQping(address.c_str()) != PQPING_OK; attempt++) {
            if (attempt == 3000 || waitpid(process_, &status, WNOHANG) != 0)
                give_up("postgres did not start, see " + folder_ + "/log");
            usleep(10'000);
        }
        connection_ = PQconnectdb(address.c_str());
        if (PQstatus(connection_) != CONNECTION_OK)
            give_up(PQerrorMessage(connection_));
    }

    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    ~Server()
    {
        PQfinish(connection_);
        kill(process_, SIGQUIT);
        waitpid(process_, nullptr, 0);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string fresh_schema()
    {
        const std::string name = "test_" + std::to_string(++schemas_);
        PGresult* result = PQexec(connection_, ("create schema " + name).c_str());
        if (PQresultStatus(result) != PGRES_COMMAND_OK)
            give_up(PQerrorMessage(connection_));
        PQclear(result);
        return "postgresql:///postgres?host=" + folder_ + "&user=postgres&options=-csearch_path%3D" + name;
    }

private:
    pid_t start(const std::vector<std::string>& words)
    {
        const pid_t child = fork();
        if (child == 0)
            run(folder_ + "/log", words, user_);
        return child;
    }

    std::string folder_;
    const passwd* user_ = nullptr;
    pid_t process_ = 0;
    PGconn* connection_ = nullptr;
    int schemas_ = 0;
};

} // namespace

std::string fresh_schema()
{
    static Server server(true);
    return server.fresh_schema();
}

std::string schema_without_checksums()
{
    static Server server(false);
    return server.fresh_schema();
}

} // namespace huimin::test
