namespace Oneloop.Exports;

/// <summary>Writes billings in a file format.</summary>
internal interface IBillingWriter : IDisposable
{
    /// <summary>Writes a billing. Called in the order of the pipeline.</summary>
    public void Write(CustomerBilling billing);

    /// <summary>Writes what is left, and flushes. Without it, the caller discards what was written.</summary>
    public void Complete();
}
