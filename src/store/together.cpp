#include "store/together.h"

#include "store/internal/pool.h"

namespace huimin::store {

namespace {

thread_local Together* of_this_thread = nullptr;

} // namespace

Together::Together(Store& store, Deed first) : store_(&store), first_(std::move(first))
{
    VERIFY(of_this_thread == nullptr);
    of_this_thread = this;
}

Together::~Together() { end(); }

Together* Together::of(const internal::Pool& pool)
{
    return of_this_thread != nullptr && &pool_of(*of_this_thread->store_) == &pool ? of_this_thread : nullptr;
}

Result<Transaction*> Together::transaction()
{
    if (transaction_)
        return &*transaction_;
    transaction_.emplace(TRY(store_->begin_turn()));
    if (auto begun = first_(*transaction_); !begun.ok()) {
        transaction_.reset();
        return std::move(begun).error();
    }
    return &*transaction_;
}

void Together::begin_anew()
{
    transaction_.reset();
    has_part_ = false;
}

Result<Done> Together::commit(const Deed& last)
{
    Transaction* transaction = TRY(this->transaction());
    TRY(last(*transaction));
    auto done = transaction->commit();
    end();
    return done;
}

void Together::end()
{
    transaction_.reset();
    if (of_this_thread == this)
        of_this_thread = nullptr;
    for (const auto& deed : std::exchange(afterwards_, {}))
        deed();
}

Result<Reader> Store::reader()
{
    if (Together* together = Together::of(*pool_); together != nullptr && together->transaction_)
        return Reader(connection_of(*together->transaction_));
    return Reader(TRY(pool_->lend(internal::Use::read)), *pool_);
}

Result<Store::Part> Store::part()
{
    Together* together = Together::of(*pool_);
    if (together == nullptr)
        return Part{};
    Transaction* whole = TRY(together->transaction());
    return Part{whole, together->begins() ? together : nullptr};
}

void Store::Part::undo() { first_of->begin_anew(); }

void Store::afterwards(std::function<void()> deed)
{
    if (Together* together = Together::of(*pool_))
        together->afterwards_.push_back(std::move(deed));
    else
        deed();
}

} // namespace huimin::store
