"""What PowerShell is asked about this PC: it only asks, and prints one line of JSON.

Single quotes alone, and each statement ended by a semicolon: it is handed over as one line, in one argument.
"""
from typing import Final

_ASKED: Final = r"""
$ErrorActionPreference = 'SilentlyContinue';
$ProgressPreference = 'SilentlyContinue';
try { [Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false } catch { };
function q($c, $p, $n) {
  if (-not $n) { $n = 'root/cimv2' };
  Get-CimInstance -ClassName $c -Namespace $n -OperationTimeoutSec 8 | Select-Object -Property $p
};
$av = $null;
try {
  $av = @(Get-CimInstance -ClassName AntiVirusProduct -Namespace root/SecurityCenter2 -OperationTimeoutSec 8
    -ErrorAction Stop | Select-Object -Property @('displayName', 'productState'))
} catch { };
$programs = 'Microsoft\Windows\CurrentVersion\Uninstall';
$sw = $null;
if (Test-Path ('HKLM:\SOFTWARE\' + $programs)) {
  $sw = @(Get-ItemProperty ('HKLM:\SOFTWARE\' + $programs + '\*'), ('HKLM:\SOFTWARE\WOW6432Node\' + $programs + '\*'),
    ('HKCU:\SOFTWARE\' + $programs + '\*') -Name 'DisplayName' |
    Where-Object { $_.DisplayName -match 'office|microsoft 365' } | ForEach-Object { [string]$_.DisplayName })
};
$r = @{
  system = @(q 'Win32_ComputerSystem' @('Manufacturer', 'Model', 'Name', 'PCSystemType', 'TotalPhysicalMemory'));
  product = @(q 'Win32_ComputerSystemProduct' @('Vendor', 'Name', 'Version', 'IdentifyingNumber', 'UUID'));
  bios = @(q 'Win32_BIOS' @('SerialNumber'));
  board = @(q 'Win32_BaseBoard' @('Manufacturer', 'Product', 'SerialNumber'));
  enclosure = @(q 'Win32_SystemEnclosure' @('SerialNumber', 'ChassisTypes'));
  processor = @(q 'Win32_Processor' @('Name'));
  memory = @(q 'Win32_PhysicalMemory' @('Capacity'));
  disk = @(q 'MSFT_PhysicalDisk' @('MediaType', 'BusType', 'Size', 'Model') 'root/Microsoft/Windows/Storage');
  drive = @(q 'Win32_DiskDrive' @('Model', 'Size', 'InterfaceType', 'MediaType'));
  os = @(q 'Win32_OperatingSystem' @('Caption'));
  adapter = @(q 'MSFT_NetAdapter' @('PermanentAddress', 'HardwareInterface', 'NdisPhysicalMedium', 'MediaConnectState')
    'root/StandardCimv2');
  card = @(q 'Win32_NetworkAdapter' @('MACAddress', 'Name', 'PhysicalAdapter', 'NetConnectionStatus', 'PNPDeviceID'));
  firmware = @(Get-ItemProperty 'HKLM:\HARDWARE\DESCRIPTION\System\BIOS' | Select-Object -Property
    @('SystemManufacturer', 'SystemProductName', 'SystemVersion', 'BaseBoardManufacturer', 'BaseBoardProduct'));
  core = @(Get-ItemProperty 'HKLM:\HARDWARE\DESCRIPTION\System\CentralProcessor\0' |
    Select-Object -Property @('ProcessorNameString'));
  antivirus = $av;
  software = $sw
};
ConvertTo-Json -InputObject $r -Depth 4 -Compress
"""

SCRIPT: Final = " ".join(line.strip() for line in _ASKED.splitlines() if line.strip())
