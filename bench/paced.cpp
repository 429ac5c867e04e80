// An open loop: requests leave when they are due, whether or not those before were answered, and the time of each
// counts from when it was due. wrk only asks again once it was answered, so a server that stalls is asked less and
// looks better than it is (coordinated omission); its variant with a rate is not in Debian.
//
//     paced PORT PATHS HEADERS RATE SECONDS CONNECTIONS
//
// PATHS: a file of paths, asked one after the other; HEADERS: a file of header lines. Each connection carries one
// request at a time; what is due while all are taken waits, and its waiting counts. Prints
//     asked N failed N p50 MS p99 MS worst MS

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* why)
{
    std::perror(why);
    std::exit(3);
}

std::vector<std::string> lines_of(const char* path)
{
    std::ifstream in(path);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
        lines.push_back(line);
    if (lines.empty())
        give_up(path);
    return lines;
}

struct Connection {
    int socket = -1;
    Clock::time_point due{};
    std::string answer{};
};

/// Whether the answer is whole. Ours and the peers' answers name their length.
bool is_whole(const std::string& answer)
{
    const std::size_t head = answer.find("\r\n\r\n");
    if (head == std::string::npos)
        return false;
    std::size_t at = answer.find("ontent-Length: ");
    if (at > head)
        at = answer.find("ontent-length: ");
    const std::size_t length = at < head ? std::strtoull(answer.c_str() + at + 15, nullptr, 10) : 0;
    return answer.size() >= head + 4 + length;
}

class Load {
public:
    Load(int port, const char* paths, const char* headers, int connections)
        : paths_(lines_of(paths)), connections_(static_cast<std::size_t>(connections))
    {
        for (const std::string& line : lines_of(headers))
            headers_ += line + "\r\n";
        for (Connection& one : connections_) {
            one.socket = open(port);
            epoll_event wanted{EPOLLIN, {.ptr = &one}};
            if (epoll_ctl(epoll_, EPOLL_CTL_ADD, one.socket, &wanted) != 0)
                give_up("epoll");
            free_.push_back(&one);
        }
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;
    ~Load()
    {
        for (const Connection& one : connections_)
            ::close(one.socket);
        ::close(epoll_);
    }

    void run(double rate, double seconds)
    {
        const auto begun = Clock::now();
        const auto all = static_cast<std::size_t>(rate * seconds);
        const auto due = [&](std::size_t number) {
            return begun +
                   std::chrono::nanoseconds(static_cast<std::int64_t>(1e9 / rate * static_cast<double>(number)));
        };
        while (took_.size() < all) {
            while (asked_ < all && due(asked_) <= Clock::now() && !free_.empty()) {
                ask(*free_.front(), due(asked_));
                free_.pop_front();
            }
            if (asked_ < all && !free_.empty() && asked_ == took_.size())
                std::this_thread::sleep_until(due(asked_));
            hear(asked_ == all || free_.empty() ? 1000 : 1);
            if (Clock::now() > begun + std::chrono::duration<double>(seconds * 4 + 5))
                give_up("the server does not keep up at all");
        }
    }

    void tell()
    {
        std::ranges::sort(took_);
        const auto at = [&](double part) {
            return took_[static_cast<std::size_t>(part * static_cast<double>(took_.size() - 1))];
        };
        std::printf("asked %zu failed %zu p50 %.2f p99 %.2f worst %.2f\n", took_.size(), failed_, at(0.5), at(0.99),
                    took_.back());
    }

private:
    static int open(int port)
    {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in to{};
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(port));
        to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const int yes = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
            give_up("connect");
        return socket;
    }

    void ask(Connection& one, Clock::time_point due)
    {
        one.due = due;
        one.answer.clear();
        const std::string request = "GET " + paths_[asked_++ % paths_.size()] + " HTTP/1.1\r\n" + headers_ + "\r\n";
        if (::send(one.socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
            give_up("send");
    }

    void hear(int milliseconds)
    {
        epoll_event heard[64];
        const int count = ::epoll_wait(epoll_, heard, 64, milliseconds);
        for (int i = 0; i < count; ++i) {
            auto& one = *static_cast<Connection*>(heard[i].data.ptr);
            char bytes[16 * 1024];
            const ssize_t size = ::recv(one.socket, bytes, sizeof bytes, 0);
            if (size <= 0)
                give_up("the server closed a connection");
            one.answer.append(bytes, static_cast<std::size_t>(size));
            if (!is_whole(one.answer))
                continue;
            took_.push_back(std::chrono::duration<double, std::milli>(Clock::now() - one.due).count());
            failed_ += one.answer.starts_with("HTTP/1.1 200 ") ? 0 : 1;
            free_.push_back(&one);
        }
    }

    std::vector<std::string> paths_;
    std::string headers_;
    int epoll_ = ::epoll_create1(0);
    std::vector<Connection> connections_;
    std::deque<Connection*> free_;
    std::size_t asked_ = 0, failed_ = 0;
    std::vector<double> took_; ///< milliseconds
};

} // namespace

int main(int count, char** words)
{
    if (count != 7) {
        std::fputs("paced PORT PATHS HEADERS RATE SECONDS CONNECTIONS\n", stderr);
        return 2;
    }
    Load load(std::atoi(words[1]), words[2], words[3], std::atoi(words[6]));
    load.run(std::atof(words[4]), std::atof(words[5]));
    load.tell();
    return 0;
}
